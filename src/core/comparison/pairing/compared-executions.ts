import type { Evidence } from '../../report/comparison-schema.ts'
import { evidenceOf } from './evidence.ts'
import type { RunPair } from './pair-runs.ts'
import type { Recording, ReleaseRun, Replay } from '../runs/performed-run.ts'

/** The executions of a pair that are compared with each other. */
export interface ComparedExecutions {
  readonly evidence: Evidence
  readonly base: ReadonlyArray<Recording | Replay>
  readonly head: ReadonlyArray<Recording | Replay>
}

/**
 * The executions of a pair that its evidence allows to compare: recordings against recordings, or the head's replay
 * against what it replayed; `null` where nothing is known of one side. The base's own replay takes its recording's
 * place where it left that recording as well: then it shows what the base's code does.
 */
export function comparedExecutions(pair: RunPair): ComparedExecutions | null {
  const evidence = evidenceOf(pair)
  const { base, head } = pair
  if (!evidence || !base || !head) return null
  if (evidence !== 'replay') return { evidence, base: base.recordings, head: head.recordings }
  const from = replayedBase(base) ?? head.recordings[0]
  return head.replay && from ? { evidence, base: [from], head: [head.replay] } : null
}

function replayedBase({ replay, recordings }: ReleaseRun): Recording | Replay | undefined {
  return replay && replay.divergences.length > 0 ? replay : (recordings[0] ?? replay ?? undefined)
}
