import { isSameRun } from './same-run.ts'
import type { Recording } from './performed-run.ts'

/**
 * Whether two recordings are one and the same: recorded at the same time, and holding the same. The time alone does not
 * tell, since a cassette can be edited; the id does not either, since every recording of a cassette has the same.
 */
export function isSameRecording(a: Recording, b: Recording): boolean {
  if (a === b) return true
  if (a.recordedAt !== b.recordedAt) return false
  return a.from && b.from ? isSameRun(a, b) : a.runId === b.runId
}
