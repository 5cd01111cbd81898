import { normalizeMessage } from '../core/words/diagnosis/cause-key.ts'
import { findCauses, type FoundCause } from '../core/words/diagnosis/find-causes.ts'
import { escapeTerminal } from '../core/words/escape-terminal.ts'
import type { RunReport } from '../core/report/schema.ts'

/** An error of a test as Vitest keeps it until it prints it. */
interface KeptError {
  name?: string
  message: string
  stack?: string
  cause?: unknown
  /** The two values of an assertion, as Vitest prints them below its message. */
  diff?: string
  /** The name of the assertion that failed, where it was added to `expect`. */
  __vitest_error_context__?: { assertionName?: string }
}

/** A test that failed: what Vitest is going to print of it, and its runs. */
export interface FailedTest {
  errors: readonly KeptError[]
  runs: readonly RunReport[]
}

/** The part of a message that a worker has added. */
export const DIAGNOSIS = /\n\n {2}diagnosis: [\s\S]*$/

/**
 * Shortens the errors of tests that failed for one cause to a sentence and a place: the summary shows the whole once. Returns
 * a function that undoes it.
 *
 * @note Vitest prints errors with the same stack once, below the names of their tests.
 */
export function shortenErrors(tests: readonly FailedTest[]): () => void {
  const causes = findCauses(tests.flatMap(({ runs }) => runs))
  const shared = causes.filter(({ runs }) => runs.length > 1)
  const shown = new Map<FoundCause, Map<string, string>>(shared.map((one) => [one, new Map()]))
  const whole = new Map<KeptError, KeptError>()
  for (const { errors, runs } of tests) {
    const failed = runs.filter(({ status }) => status !== 'passed')
    const own = causes.filter(({ runs: broken }) => failed.some((run) => broken.includes(run)))
    const [cause] = own
    if (!cause || !own.every((one) => shared.includes(one))) continue
    for (const error of errors) {
      const { message, stack, diff } = error
      const kept: KeptError = { message }
      if (stack !== undefined) kept.stack = stack
      if (diff !== undefined) kept.diff = diff
      whole.set(error, kept)
      shorten(error, cause, shown.get(cause)!)
    }
  }
  return () => {
    for (const [error, parts] of whole) Object.assign(error, parts)
  }
}

/** The assertions whose messages show the differences of a run. */
const SHOWING = new Set(['toHaveMatchRate', 'toMatchCassette', 'toHaveNoDivergence'])

/** Errors of agents that are shown beside one cause: the rest are taken for one of them. */
const MOST_SHOWN = 3

function shorten(error: KeptError, cause: FoundCause, shown: Map<string, string>): void {
  const { source, statement, runs } = cause
  const place = source ? ` at ${source.file}:${source.line}` : ''
  const pointer = escapeTerminal(
    `${cut(statement)}${place}: one cause of ${runs.length} failed runs, shown in the summary below`,
  )
  const isDiagnosed = DIAGNOSIS.test(error.message)
  if (isOurs(error)) {
    error.message = `[vitest-replay] ${pointer}`
    delete error.diff
  } else if (isDiagnosed)
    error.message = error.message.replace(DIAGNOSIS, `\n\n  diagnosis: ${pointer}\n`)
  else return
  // An agent may fail otherwise in another of the runs: what it threw is shown below the names of those in which it did.
  const thrown = isDiagnosed ? '' : thrownText(error.cause)
  const known = shown.get(thrown) ?? (shown.size < MOST_SHOWN ? undefined : [...shown.values()][0])
  if (known === undefined) {
    if (!isDiagnosed) error.stack = `${error.name}: ${error.message}${' '.repeat(shown.size)}`
    shown.set(thrown, error.stack ?? '')
  } else error.stack = known
}

/** Accepts what this package throws, and what its assertions on a run say. */
function isOurs({ name, __vitest_error_context__: context }: KeptError): boolean {
  return name === 'ReplayAssertionError' || SHOWING.has(context?.assertionName ?? '')
}

/** An agent's error without its ids, numbers and quoted values; empty where there is none. */
function thrownText(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null || !('message' in cause)) return ''
  return normalizeMessage(String(cause.message))
}

const LONGEST = 200

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}\u2026`
}
