import { totalDeterminism } from '../../analysis/determinism/score.ts'
import { countPositions, totalMatchRate } from '../../analysis/match-rate.ts'
import type { ReleaseRun, Replay } from '../runs/performed-run.ts'

/** The match rate and determinism of a release; `null` where no replay has them. */
export interface ReleaseRates {
  matchRate: number | null
  determinism: number | null
}

/** Measures match rate and determinism over the positions of all replays of a release, as the totals of a report do. */
export function releaseRates(runs: readonly ReleaseRun[]): ReleaseRates {
  const replays = runs.flatMap(({ replay }) => replay ?? [])
  return {
    matchRate: totalMatchRate(replays.map(countMatches)),
    determinism: totalDeterminism(replays.map(measuredPositions)),
  }
}

function countMatches({ matchRate, divergences, actions, from }: Replay) {
  const performed = from?.kind === 'report' ? from.run.actions : actions
  return { matchRate, positions: countPositions({ actions: performed, divergences }) }
}

/** Reads the measured positions of a replay; only its report has them. */
function measuredPositions({ from }: Replay) {
  return from?.kind === 'report' ? from.run.determinism : null
}
