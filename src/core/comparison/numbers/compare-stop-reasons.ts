import type { ReleaseNumbers } from '../../report/comparison-schema.ts'
import { comparedExecutions } from '../pairing/compared-executions.ts'
import { fisherTest } from '../../statistics/fisher-test.ts'
import { holm } from '../../statistics/holm.ts'
import type { RunPair } from '../pairing/pair-runs.ts'
import type { PerformedRun } from '../runs/performed-run.ts'

/**
 * Counts the reasons why runs ended on either side. The test is of the reason whose share differs most (Fisher's exact test, corrected for
 * the number of reasons); it says that runs end otherwise, not that they end worse, so no verdict follows from it.
 */
export function compareStopReasons(pairs: readonly RunPair[]): ReleaseNumbers['stopReasons'] {
  const compared = pairs.flatMap((pair) => comparedExecutions(pair) ?? [])
  const base = count(compared.map((pair) => commonStopReason(pair.base)))
  const head = count(compared.map((pair) => commonStopReason(pair.head)))
  const n = compared.length
  const reasons = [...new Set([...base.keys(), ...head.keys()])]
  const tests = reasons.map((reason) =>
    fisherTest(
      { happened: base.get(reason) ?? 0, of: n },
      { happened: head.get(reason) ?? 0, of: n },
    ),
  )
  const adjusted = holm(tests)
  const least = tests.reduce((best, { p }, at) => (p < tests[best]!.p ? at : best), 0)
  const significance = tests[least]
    ? { test: 'fisher' as const, p: tests[least].p, adjustedP: adjusted[least]!, n: 2 * n }
    : null
  return { base: Object.fromEntries(base), head: Object.fromEntries(head), significance }
}

/** The reason why most of the takes ended; of as many, the one that is not a success. */
export function commonStopReason(executions: readonly PerformedRun[]): string {
  const times = [...count(executions.map(({ stopReason }) => stopReason))]
  const most = Math.max(0, ...times.map(([, number]) => number))
  const common = times.filter(([, number]) => number === most).map(([reason]) => reason)
  return common.find((reason) => reason !== 'success') ?? common[0] ?? 'unknown'
}

function count(reasons: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return counts
}
