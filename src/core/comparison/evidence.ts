import type { Evidence } from '../report/comparison-schema.ts'
import type { RunPair } from './pair-runs.ts'

/** What a pair of runs can be compared on; `null` where the head was neither recorded anew nor replayed. */
export function evidenceOf({ base, head }: RunPair): Evidence | null {
  if (!base || !head) return null
  const [left, right] = [base.recordings[0], head.recordings[0]]
  if (left && right && left.runId !== right.runId)
    return base.recordings.length > 1 && head.recordings.length > 1 ? 'takes' : 'recording'
  return head.replay ? 'replay' : null
}
