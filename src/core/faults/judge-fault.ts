import type { RecordedError } from '../cassette/schema.ts'
import type { FaultKind, FaultVerdict, FaultyRun } from './fault.ts'

/** Judges how an agent bore a fault. */
export function judgeFault(run: FaultyRun): FaultVerdict {
  const { end, isAnswered, isSame, left, ranAway } = run
  if (ranAway) return 'ran_away'
  if (run.doneTwice) return 'done_twice'
  if (left !== undefined) return 'left_recording'
  if (isSame && isAnswered) return 'recovered'
  if ('error' in end) return isSame || isErrorOf(end.error, run) ? 'failed_cleanly' : 'crashed'
  if (isAnswered) return 'recovered_otherwise'
  return !isSame && end.saysFailure ? 'failed_cleanly' : 'swallowed'
}

/** The errors of a program that took something for what it was not. */
const OF_PROGRAM = new Set(['TypeError', 'ReferenceError', 'RangeError'])

/** Texts of clients' own errors that are of the class `TypeError`. */
const OF_NETWORK = /^(fetch failed|terminated|network error|failed to fetch|load failed)/i

/** Faults after which a text is no JSON. */
const OF_TEXT: ReadonlySet<FaultKind> = new Set([
  'truncated_json',
  'stream_cut',
  'malformed_arguments',
  'empty_answer',
  'refusal',
  'tool_returns_nothing',
])

function isErrorOf(error: RecordedError, run: Pick<FaultyRun, 'faults' | 'traces'>): boolean {
  const chain = [...causesOf(error)]
  // Whoever passes the fault on, in whatever class, has not crashed.
  if (chain.some(({ message, code }) => isTrace(message, run) || isTrace(code ?? '', run)))
    return true
  const own = chain[0]!
  const name = own.class ?? own.name
  if (OF_PROGRAM.has(name)) return OF_NETWORK.test(own.message)
  return name !== 'SyntaxError' || run.faults.some((fault) => OF_TEXT.has(fault))
}

function isTrace(text: string, { traces }: Pick<FaultyRun, 'traces'>): boolean {
  return text !== '' && traces.some((trace) => text.includes(trace))
}

function* causesOf(error: RecordedError): Generator<RecordedError> {
  yield error
  if (error.cause) yield* causesOf(error.cause)
  for (const part of error.errors ?? []) yield* causesOf(part)
}
