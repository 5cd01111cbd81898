import { countPositions, totalMatchRate } from '../analysis/match-rate.ts'
import { totalDeterminism } from '../analysis/determinism/score.ts'
import type { ReplayReport, ReportTotals, RunReport } from './schema.ts'

/** Adds amounts of money; unknown (`null`) as soon as one of them is. */
export function addUsd(amounts: ReadonlyArray<number | null>): number | null {
  let sum = 0
  for (const amount of amounts) {
    if (amount === null) return null
    sum += amount
  }
  return sum
}

/** The cost of a recording: of one that failed, which is no recording to be replayed, what was spent on it. */
export function costOfRecording({
  recordedAt,
  originalCostUsd,
  replayCostUsd,
}: Pick<RunReport, 'recordedAt' | 'originalCostUsd' | 'replayCostUsd'>): number | null {
  return recordedAt === null ? replayCostUsd : originalCostUsd
}

/** The runs of tests, each with its further takes. */
function groupTakes(runs: readonly RunReport[]): RunReport[][] {
  const tests = new Map<string, RunReport[]>()
  for (const run of runs) {
    const id = run.take === undefined ? run.runId : run.runId.replace(/\.take-\d+$/, '')
    const key = JSON.stringify([run.project, run.test.file, id])
    const takes = tests.get(key)
    if (takes) takes.push(run)
    else tests.set(key, [run])
  }
  return [...tests.values()]
}

/**
 * Adds up runs; the takes of one count as one, and what they cost adds up. The match rate is over the positions of all runs, so that a long run weighs more than a short one.
 *
 * @param unhandled Requests that were made outside of runs.
 */
export function totalRuns(
  runs: readonly RunReport[],
  unhandled: ReplayReport['unhandled'] = [],
): ReportTotals {
  const sum = (read: (run: RunReport) => number) =>
    runs.reduce((total, run) => total + read(run), 0)
  const tests = groupTakes(runs)
  return {
    runs: tests.length,
    passed: tests.filter((takes) => takes.every((run) => run.status === 'passed')).length,
    failed: tests.filter((takes) => takes.some((run) => run.status !== 'passed')).length,
    actions: sum((run) => run.actions.length),
    matchRate: totalMatchRate(
      runs.map((run) => ({ matchRate: run.matchRate, positions: countPositions(run) })),
    ),
    determinism: totalDeterminism(runs.map((run) => run.determinism)),
    divergences: sum((run) => run.divergences.length),
    firstCauses: sum((run) => run.divergences.filter((divergence) => divergence.firstCause).length),
    served: sum((run) => run.receipt.served),
    mismatched: sum((run) => run.receipt.mismatched),
    live: sum((run) => run.receipt.live),
    blocked: sum((run) => run.receipt.blocked),
    unserved: sum((run) => run.receipt.unserved),
    background: sum((run) => run.receipt.background ?? 0),
    processes: sum((run) => run.receipt.processes ?? 0),
    attributed: sum((run) => run.receipt.attributed ?? 0),
    unhandled: unhandled.reduce((total, { count }) => total + count, 0),
    originalCostUsd: addUsd(runs.map((run) => run.originalCostUsd)),
    replayCostUsd: addUsd(runs.map((run) => run.replayCostUsd)),
    savingsUsd: addUsd(runs.map((run) => run.savingsUsd)),
  }
}

/** The determinism score of each agent's runs, by positions; `null` stands for runs without an agent's name. */
export function determinismByAgent(runs: readonly RunReport[]): Map<string | null, number> {
  const scores = new Map<string | null, number>()
  for (const agent of new Set(runs.map((run) => run.agent))) {
    const own = runs.filter((run) => run.agent === agent)
    const score = totalDeterminism(own.map((run) => run.determinism))
    if (score !== null) scores.set(agent, score)
  }
  return scores
}
