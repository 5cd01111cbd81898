import type { PublishedRun } from '../../protocol/results.ts'

/** An error as Vitest keeps it: a plain object, no longer the one that was thrown. */
interface ShownError {
  name?: string
  message: string
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
  for (const error of errors) addParagraph(error)
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
  for (const error of left) {
    const found = runBehind(error, results)
    const lines = found ? explainRun(found.run, found.contents) : []
    if (lines.length > 0)
      error.message = `${error.message}\n\n${lines.map((line) => `  ${line}`).join('\n')}\n`
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

/** The run whose agent threw the error, else the one that was cut off, else the last before an assertion. */
function runBehind(
  { name, message }: ShownError,
  results: readonly PublishedRun[],
): PublishedRun | undefined {
  const thrown = results.find(({ run }) =>
    [run.finalOutput.replayed, run.finalOutput.recorded].some(
      (end) => end && 'error' in end && end.error.message === message,
    ),
  )
  if (thrown) return thrown
  if (TIMED_OUT.test(message)) return results.find(({ run }) => run.status === 'interrupted')
  return name === 'AssertionError' ? results.at(-1) : undefined
}
