import {
  COMPARISON_VERSION,
  type ComparedSide,
  VERDICTS,
  type Verdict,
} from '../report/comparison-schema.ts'
import type { ComparedRun, ComparisonFacts, ConcludedNumbers } from '../report/comparison-facts.ts'
import { compareRun } from './compare-run.ts'
import { evidenceOf } from './pairing/evidence.ts'
import { findHypotheses } from './gate/find-hypotheses.ts'
import { leaveRenamed } from './pairing/leave-renamed.ts'
import { pairRuns } from './pairing/pair-runs.ts'
import type { ReleaseSide } from './runs/performed-run.ts'
import { releaseRates } from './numbers/release-rates.ts'
import { isCritical, type NumberOptions, releaseNumbers } from './numbers/release-numbers.ts'
import { segmentsOf } from './numbers/segments.ts'

/**
 * Compares the runs of two releases and the numbers over all of them. The result has codes in place of words (see
 * `describeComparison`), and neither a gate nor a history.
 */
export function compareSides(
  base: ReleaseSide,
  head: ReleaseSide,
  options: NumberOptions = {},
): ComparisonFacts {
  const pairs = leaveRenamed(pairRuns(base.runs, head.runs), head.runs)
  const runsWithTakes = pairs.filter((pair) => evidenceOf(pair) === 'takes').length
  const compared = pairs.map((pair) => compareRun(pair, { ...options, runsWithTakes }))
  const runs = withOwnIds(compared.map(({ run }) => run)).sort(byVerdict)
  const critical = pairs.filter(isCritical)
  const others = pairs.filter((pair) => !isCritical(pair))
  const numbers = releaseNumbers(others, options)
  const criticalNumbers = critical.length === 0 ? null : releaseNumbers(critical, options)
  const comparison = {
    version: COMPARISON_VERSION as typeof COMPARISON_VERSION,
    base: describeSide(base),
    head: describeSide(head),
    verdict: worstOf(runs, [numbers, criticalNumbers]),
    totals: totalsOf(runs),
    unreplayed: compared.filter(({ unreplayed }) => unreplayed).length,
    runs,
    numbers,
    critical: criticalNumbers,
    segments: segmentsOf(others, options),
  }
  return { ...comparison, hypotheses: findHypotheses(comparison) }
}

/** A test may make several runs of one cassette. */
function withOwnIds(runs: readonly ComparedRun[]): ComparedRun[] {
  const counts = new Map<string, number>()
  return runs.map((run) => {
    const count = (counts.get(run.id) ?? 0) + 1
    counts.set(run.id, count)
    return count === 1 ? run : { ...run, id: `${run.id}-${count}` }
  })
}

function byVerdict(a: ComparedRun, b: ComparedRun): number {
  return VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict)
}

function describeSide({ label, release, commit, runs, notes = [] }: ReleaseSide): ComparedSide {
  const recordings = runs.flatMap((run) => run.recordings)
  return {
    label,
    release,
    commit,
    runs: runs.length,
    // The recorded part of a replay's report does not count as a recording.
    recordings: recordings.filter(({ from }) => from?.kind !== 'report' || from.part !== 'recorded')
      .length,
    replays: runs.filter(({ replay }) => replay).length,
    ...releaseRates(runs),
    ...(notes.length > 0 ? { notes: [...notes] } : {}),
  }
}

/** Numbers that are no evidence add nothing. */
function worstOf(
  runs: readonly ComparedRun[],
  numbers: ReadonlyArray<ConcludedNumbers | null>,
): Verdict | null {
  const found = new Set<string>(runs.map(({ verdict }) => verdict))
  for (const table of numbers) if (table) found.add(table.verdict)
  return VERDICTS.find((verdict) => found.has(verdict)) ?? null
}

function totalsOf(runs: readonly ComparedRun[]): Record<Verdict, number> {
  const totals = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0]))
  for (const { verdict } of runs) totals[verdict] = totals[verdict]! + 1
  return totals as Record<Verdict, number>
}
