import type { PathDifference } from '../differences/json-paths.ts'
import type { Divergence } from '../schema.ts'

/** Stands for the position of a changed input, which lies before all others. */
export const INPUT = -1

const MAX_PATHS = 100

/**
 * Names a changed input as the cause of the earliest divergence, and of all that is made of its words. An input can change
 * what an agent does without being repeated by it, so that the earliest divergence is its in any case.
 */
export function blameInput(
  divergences: Divergence[],
  changedInput: readonly PathDifference[],
): void {
  const [first] = divergences
  if (!first || changedInput.length === 0) return
  const given = changedInput.map(({ path, ...sides }) => ({
    path: path.replace(/^\$/, 'input'),
    ...sides,
  }))
  first.cause = 'input'
  first.note = null
  first.firstCause = true
  first.causedBy = null
  first.paths = [...given, ...first.paths].slice(0, MAX_PATHS)
  for (const other of divergences) {
    if (other === first) continue
    if (other.causedBy === INPUT) other.causedBy = first.index
    if (other.causedBy === first.index) other.cause = 'input'
  }
}
