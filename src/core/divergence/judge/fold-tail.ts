import type { Divergence } from '../schema.ts'

/**
 * Reports all calls that an agent left out by ending early as one thing.
 *
 * @param tail The divergences behind the last call of the replay.
 * @param blocked The cause of the last call that was blocked; `null` where none was.
 * @param error The error that the run ended with.
 */
export function foldTail(
  tail: readonly Divergence[],
  blocked: number | null,
  error: string | null,
): void {
  const [first, ...others] = tail
  if (!first) return
  if (first.firstCause && blocked !== null) {
    first.firstCause = false
    first.causedBy = blocked
  }
  if (first.firstCause)
    first.note = error
      ? `the run ended with ${error}`
      : others.length > 0
        ? 'the run ended here'
        : null
  const root = first.causedBy ?? first.index
  for (const other of others) {
    if (!other.firstCause) continue
    other.firstCause = false
    other.causedBy = root
  }
}
