import type { Comparison, MetricComparison, RunComparison } from '../../report/comparison-schema.ts'
import { METRICS } from '../numbers/metrics.ts'
import { readFact } from '../numbers/read-fact.ts'

/** The runs that got worse. */
export interface WorseRuns {
  /**
   * Those that regressed, and, where a number of the release regressed, those in which that number did. What a live run
   * does worse once may be chance.
   */
  readonly shown: readonly RunComparison[]
  /**
   * Those that end badly and did not: of replays each, of live runs where at least two more do than recovered. A few of
   * those are no evidence yet, though they say where to look.
   */
  readonly failing: readonly RunComparison[]
}

/** Finds the runs that got worse. */
export function worseRuns(comparison: Comparison): WorseRuns {
  const rows = regressedRows(comparison)
  const paired = comparison.runs.filter(({ base, head, evidence }) => base && head && evidence)
  const moved = (way: number) =>
    paired.filter(({ base, head }) => Math.sign(head!.errorRate - base!.errorRate) === way)
  const isLive = ({ evidence }: RunComparison) => evidence !== 'replay'
  const [failing, recovered] = [moved(1), moved(-1)]
  const more = failing.filter(isLive).length - recovered.filter(isLive).length
  return {
    shown: paired.filter(
      (run) => run.verdict === 'regressed' || rows.some((row) => hasSunk(run, row)),
    ),
    failing: failing.filter((run) => (isLive(run) ? more >= 2 : !isMisled(run))),
  }
}

/** Whether a number of the release regressed in this run. */
function hasSunk({ base, head, evidence }: RunComparison, row: MetricComparison): boolean {
  if ((evidence === 'replay') !== (row.basis.evidence === 'replay')) return false
  const from = readFact(base!, row.metric) ?? null
  const to = readFact(head!, row.metric) ?? null
  if (from === null || to === null) return false
  return METRICS[row.metric].better === 'lower' ? to > from : to < from
}

/** A replay that could not go on, since it asked for what was not recorded: it says nothing of how the head ends. */
function isMisled({ evidence, verdict }: RunComparison): boolean {
  return evidence === 'replay' && verdict !== 'regressed'
}

/** The numbers of the release that regressed, those of its critical runs included. */
export function regressedRows({ numbers, critical }: Comparison): MetricComparison[] {
  const rows = [...numbers.metrics, ...(critical?.metrics ?? [])]
  return rows.filter(({ verdict }) => verdict === 'regressed')
}
