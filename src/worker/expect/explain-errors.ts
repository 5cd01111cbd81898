import type { PublishedRun } from '../../protocol/results.ts'
import type { ShownError } from './explain-by-runs.ts'

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
  const { explainByRuns } = await import('./explain-by-runs.ts')
  explainByRuns({ replays, left }, results)
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

const OWN_FRAME = /^\s*at .*[\\/]vitest-replay[\\/]dist[\\/]/

/** Leaves out the frames of this package, between those of the agent and those of its test; all of them are kept where none is left. */
function withoutOwnFrames(stack: string): string {
  const lines = stack.split('\n')
  const kept = lines.filter((line) => !OWN_FRAME.test(line))
  return kept.some((line) => /^\s*at /.test(line)) ? kept.join('\n') : stack
}
