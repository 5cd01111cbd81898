import type { MetricComparison } from '../../report/comparison-schema.ts'
import { evidenceOf } from '../pairing/evidence.ts'
import { judgeRecordings } from './judge-recordings.ts'
import { judgeReplay } from './judge-replay.ts'
import { NOT_RUN, type Judgement } from './judgement.ts'
import type { RunPair } from '../pairing/pair-runs.ts'
import type { ReleaseRun } from '../runs/performed-run.ts'

/**
 * Judges one run of two releases.
 *
 * @param metrics Its numbers, where there are recordings to read them from.
 */
export function judgeRun(pair: RunPair, metrics: readonly MetricComparison[]): Judgement {
  const { base, head } = pair
  if (!base) return alone('new', 'the base has no such run')
  if (!head) return alone('missing', 'the head has no such run')
  const evidence = evidenceOf(pair)
  if (evidence === 'replay') return judgeReplay(base, head)
  if (!evidence) return judgeUnreplayed(base, head)
  const judgement = judgeRecordings(base, head, metrics)
  return head.isUntold ? notRun(judgement) : judgement
}

/** A recording that the tests left out may be of other code: the test may be skipped, or gone. */
function notRun(judgement: Judgement): Judgement {
  return { ...judgement, reasons: [...judgement.reasons, NOT_RUN], unreplayed: 'left_out' }
}

function alone(verdict: 'new' | 'missing', reason: string): Judgement {
  return {
    verdict,
    reasons: [reason],
    evidence: null,
    basis: 'one side only',
    positions: 0,
    divergences: [],
    differing: null,
    unreplayed: null,
  }
}

/** Missing is not passing: nothing is known of what the head's code does. */
function judgeUnreplayed(base: ReleaseRun, head: ReleaseRun): Judgement {
  const isSame = base.recordings.length > 0 && head.recordings.length > 0
  return {
    verdict: isSame ? 'identical' : 'changed',
    reasons: [
      isSame
        ? 'the same recording; nothing was replayed'
        : `the ${head.recordings.length > 0 ? 'base' : 'head'} has no recording to hold it against`,
    ],
    evidence: null,
    basis: 'nothing was replayed',
    positions: isSame ? head.recordings[0]!.actions.length + 1 : 0,
    divergences: [],
    differing: null,
    unreplayed: isSame ? 'same_recording' : 'no_recording',
  }
}
