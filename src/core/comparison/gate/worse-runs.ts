import type { JudgedComparison, JudgedRun, MetricFacts } from '../../report/comparison-facts.ts'
import { METRICS } from '../numbers/metrics.ts'
import { readFact } from '../numbers/read-fact.ts'
import { type ReferencedRow, releaseRows } from './rows.ts'

/** The runs that got worse. */
export interface WorseRuns {
  /**
   * Those that regressed, and, where a number of the release regressed, those in which that number did. What a live run
   * does worse once may be chance.
   */
  readonly shown: readonly JudgedRun[]
  /**
   * Those that end badly and did not: of replays each, of live runs where at least two more do than recovered. A few of
   * those are no evidence yet, though they say where to look.
   */
  readonly failing: readonly JudgedRun[]
}

/** Finds the runs that got worse. */
export function worseRuns(comparison: JudgedComparison): WorseRuns {
  const rows = regressedRows(comparison).map(({ row }) => row)
  const paired = comparison.runs.filter(({ base, head, evidence }) => base && head && evidence)
  const moved = (way: number) =>
    paired.filter(({ base, head }) => Math.sign(head!.errorRate - base!.errorRate) === way)
  const isLive = ({ evidence }: JudgedRun) => evidence !== 'replay'
  const [failing, recovered] = [moved(1), moved(-1)]
  const more = failing.filter(isLive).length - recovered.filter(isLive).length
  return {
    shown: paired.filter(
      (run) => run.verdict === 'regressed' || rows.some((row) => hasSunk(run, row)),
    ),
    failing: failing.filter((run) => (isLive(run) ? more >= 2 : !isMisled(run))),
  }
}

/** Returns `true` if a number of the release regressed in this run. */
function hasSunk({ base, head, evidence }: JudgedRun, row: MetricFacts): boolean {
  if ((evidence === 'replay') !== (row.basis.evidence === 'replay')) return false
  const from = readFact(base!, row.metric) ?? null
  const to = readFact(head!, row.metric) ?? null
  if (from === null || to === null) return false
  return METRICS[row.metric].better === 'lower' ? to > from : to < from
}

/** Returns `true` for a replay that was stopped by a request that is not recorded: it shows no end of the head. */
function isMisled({ evidence, verdict }: JudgedRun): boolean {
  return evidence === 'replay' && verdict !== 'regressed'
}

/** Lists the numbers of the release that regressed, those of its critical runs included. */
export function regressedRows(comparison: JudgedComparison): ReferencedRow[] {
  return releaseRows(comparison).filter(({ row }) => row.verdict === 'regressed')
}
