import type { RunComparison } from './comparison-schema.ts'

/** Returns why nothing is known of what the head's code does in a run; `null` where something is. */
export function unreplayedOf(
  run: Pick<RunComparison, 'unreplayed' | 'base' | 'head' | 'evidence'>,
): NonNullable<RunComparison['unreplayed']> | null {
  if (run.unreplayed !== undefined) return run.unreplayed
  // A comparison of version 0.1.0 has no such field.
  return run.base && run.head && run.evidence === null ? 'same_recording' : null
}
