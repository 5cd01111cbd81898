import type { Evidence } from '../../report/comparison-schema.ts'
import type { RunPair } from './pair-runs.ts'
import type { Recording } from '../runs/performed-run.ts'
import { isSameRecordedRun } from './same-run.ts'

const known = new WeakMap<RunPair, Evidence | null>()

/**
 * Finds the executions that a comparison of a pair can be based on; `null` where there are none: the run is on one side only, or the recording
 * is the same on both and the head did not replay it. Recordings that differ are evidence of all that a run does and
 * takes; with the same one on both sides, what the head's code does shows in its replay alone.
 */
export function evidenceOf(pair: RunPair): Evidence | null {
  const before = known.get(pair)
  if (before !== undefined) return before
  const evidence = findEvidence(pair)
  known.set(pair, evidence)
  return evidence
}

function findEvidence({ base, head }: RunPair): Evidence | null {
  if (!base || !head) return null
  const [before, now] = [base.recordings[0], head.recordings[0]]
  // A new recording that equals the first one leaves its file as it is: the other takes may differ.
  if (base.recordings.length > 1 && head.recordings.length > 1) {
    if (!head.recordings.every((take, at) => isAmong(base.recordings, take, at))) return 'takes'
  } else if (before && now && !isSameRecordedRun(before, now)) return 'recording'
  // A replay that found no recording is no evidence.
  const found = now !== undefined || head.replay?.recording.recordedAt !== null
  return head.replay && found && (now ?? before) ? 'replay' : null
}

function isAmong(takes: readonly Recording[], take: Recording, at: number): boolean {
  const same = takes[at]
  return (
    (same !== undefined && isSameRecordedRun(same, take)) ||
    takes.some((other) => isSameRecordedRun(other, take))
  )
}
