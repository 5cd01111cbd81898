import type { ErrorFacts } from '../../core/report/action-schema.ts'
import type { PublishedRun } from '../../protocol/results.ts'

/** An error as Vitest keeps it: a plain object, no longer the one that was thrown. */
interface ShownError {
  name?: string
  /** Absent where an object was thrown that is no error: Vitest shows its fields. */
  message: string
  stack?: string
  code?: unknown
}

const TIMED_OUT = /^(?:Test|Hook) timed out in \d+ms/

/**
 * Adds the diagnosis of the run that failed to the message of the error that ended its test. What was thrown stays as it
 * was: only what Vitest shows is changed. An error of ours is a diagnosis already: it gets the place of its paragraph.
 */
export async function explainErrors(
  errors: readonly ShownError[],
  results: readonly PublishedRun[],
): Promise<void> {
  for (const error of errors) {
    addParagraph(error)
    if (typeof error.stack === 'string') error.stack = withoutOwnFrames(error.stack)
  }
  const left = errors.filter(({ name }) => !isOwn(name))
  const replays = errors.filter(({ name }) => name === 'ReplayAssertionError')
  if ((left.length === 0 && replays.length === 0) || results.length === 0) return
  // Loaded by a test that has failed: those that pass do without it.
  const { explainRun, explainThrown, findThrown } =
    await import('../../core/words/diagnosis/explain-run.ts')
  for (const error of replays) {
    const found = findThrown(error, results)
    if (found) error.message = explainThrown(error.message, found.run, found)
  }
  const explained = new Set<PublishedRun>()
  // Vitest shows the parts of an error each by itself: the last is followed by why all of them ended the run.
  for (const error of [...left].reverse()) {
    const found = runBehind(error, results)
    if (!found || (explained.has(found.run) && found.isPart)) continue
    explained.add(found.run)
    const lines = explainRun(found.run.run, found.run.contents)
    if (lines.length === 0) continue
    const text = oneLine(found.run.run.error ?? '')
    const whole = found.isPart ? `${error.message}\n\n  in: ${text}` : (error.message ?? text)
    error.message = `${whole}\n\n${lines.map((line) => `  ${line}`).join('\n')}\n`
  }
}

const PARAGRAPHS = 'node_modules/vitest-replay/.github/docs/errors.md'

function addParagraph(error: ShownError): void {
  const { name, message, code } = error
  if (name !== 'ReplayError' || !message.startsWith('[vitest-replay] ')) return
  if (typeof code !== 'string' || message.includes(PARAGRAPHS)) return
  error.message = `${message}\n\n  see: ${PARAGRAPHS}#${code.toLowerCase()}\n`
}

/** Returns `true` for the name of an error of ours. */
export function isOwn(name: string | undefined): boolean {
  return name === 'ReplayAssertionError' || name === 'ReplayError'
}

/** A run, and the error that ended it, where the shown one is that, or a part of it. */
interface FoundRun {
  run: PublishedRun
  isPart?: true
}

/** The run whose agent threw the error or what has it as a part, else the one that was cut off, else the last before an assertion. */
function runBehind(
  { name, message }: ShownError,
  results: readonly PublishedRun[],
): FoundRun | undefined {
  const ends = results.flatMap((run) => endsOf(run).map((end) => ({ run, end })))
  // An object has no message of its own.
  const isThrown = ({ end }: { end: ErrorFacts }) =>
    message === undefined ? end.name === 'NonError' : end.message === message
  const thrown = ends.find(isThrown)
  if (thrown) return thrown
  const whole = ends.find(({ end }) => end.errors?.some((part) => part.message === message))
  if (whole) return { ...whole, isPart: true }
  const run = TIMED_OUT.test(message)
    ? results.find((one) => one.run.status === 'interrupted')
    : name === 'AssertionError'
      ? results.at(-1)
      : undefined
  return run && { run }
}

function endsOf({ run }: PublishedRun): ErrorFacts[] {
  const { replayed, recorded } = run.finalOutput
  return [replayed, recorded].flatMap((end) => (end && 'error' in end ? [end.error] : []))
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

const OWN_FRAME = /^\s*at .*[\\/]vitest-replay[\\/]dist[\\/]/

/** Leaves out the frames of this package, between those of the agent and those of its test; all of them are kept where none is left. */
function withoutOwnFrames(stack: string): string {
  const lines = stack.split('\n')
  const kept = lines.filter((line) => !OWN_FRAME.test(line))
  return kept.some((line) => /^\s*at /.test(line)) ? kept.join('\n') : stack
}
