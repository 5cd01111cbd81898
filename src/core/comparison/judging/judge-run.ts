import type { MetricFacts } from '../../report/comparison-facts.ts'
import { evidenceOf } from '../pairing/evidence.ts'
import { judgeRecordings } from './judge-recordings.ts'
import { judgeReplay } from './judge-replay.ts'
import type { Judgement } from './judgement.ts'
import type { RunPair } from '../pairing/pair-runs.ts'
import type { ReleaseRun } from '../runs/performed-run.ts'

/**
 * Judges one run of two releases.
 *
 * @param metrics Its numbers, where there are recordings to read them from.
 */
export function judgeRun(pair: RunPair, metrics: readonly MetricFacts[]): Judgement {
  const { base, head } = pair
  if (!base) return alone('new')
  if (!head) {
    const missing = alone('missing')
    const { renamedTo: name } = pair
    if (name !== undefined) missing.reasons.push({ code: 'renamed_without_recording', name })
    return missing
  }
  const evidence = evidenceOf(pair)
  if (evidence === 'replay') return judgeReplay(base, head)
  if (!evidence) return judgeUnreplayed(base, head)
  const judgement = judgeRecordings(base, head, metrics)
  return head.isUnreported ? notRun(judgement) : judgement
}

/** A recording that the tests left out may be of other code: the test may be skipped, or gone. */
function notRun(judgement: Judgement): Judgement {
  return {
    ...judgement,
    reasons: [...judgement.reasons, { code: 'left_out' }],
    unreplayed: 'left_out',
  }
}

function alone(verdict: 'new' | 'missing'): Judgement {
  return {
    verdict,
    reasons: [{ code: 'absent', side: verdict === 'new' ? 'base' : 'head' }],
    evidence: null,
    comparedWith: { code: 'one_side' },
    positions: 0,
    divergences: [],
    differing: null,
    unreplayed: null,
  }
}

/** Judges a run that was not replayed: the behaviour of the head's code is not known, and missing is not passing. */
function judgeUnreplayed(base: ReleaseRun, head: ReleaseRun): Judgement {
  const isSame = base.recordings.length > 0 && head.recordings.length > 0
  return {
    verdict: isSame ? 'identical' : 'changed',
    reasons: [
      isSame
        ? { code: 'same_recording' }
        : { code: 'no_recording', side: head.recordings.length > 0 ? 'base' : 'head' },
    ],
    evidence: null,
    comparedWith: { code: 'not_replayed' },
    positions: isSame ? head.recordings[0]!.actions.length + 1 : 0,
    divergences: [],
    differing: null,
    unreplayed: isSame ? 'same_recording' : 'no_recording',
  }
}
