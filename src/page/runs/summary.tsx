import { totalDeterminism } from '../../core/analysis/determinism/score.ts'
import { totalMatchRate } from '../../core/analysis/match-rate.ts'
import { useMemo } from 'preact/hooks'
import { formatCount, formatRatio, formatScore, formatUsd } from '../../core/words/format-number.ts'
import { plural } from '../../core/words/plural.ts'
import { Fact } from '../parts/fact.tsx'
import type { LoadedRun } from '../report/loaded-run.ts'

/** The totals of the runs that are shown. */
export function Summary({ runs, all }: { runs: readonly LoadedRun[]; all: number }) {
  const facts = useMemo(() => summarize(runs), [runs])
  const shown = `${formatCount(runs.length)} of ${formatCount(all)}`
  return (
    <dl class="facts summary">
      {runs.length !== all && <Fact name="Shown" value={shown} />}
      <Fact name="Match rate" value={formatRatio(facts.matchRate)} />
      {facts.determinism !== null && (
        <Fact name="Determinism" value={formatScore(facts.determinism)} />
      )}
      {facts.blocked > 0 && <Fact name="Blocked calls" value={formatCount(facts.blocked)} />}
      <Fact name="Recorded cost" {...formatSum(facts.costs)} />
      <Fact name="Saved" {...formatSum(facts.savings)} />
    </dl>
  )
}

/** The sum of the known amounts; a title says how many are unknown. */
function formatSum(amounts: ReadonlyArray<number | null>): { value: string; title?: string } {
  const unknown = amounts.filter((amount) => amount === null).length
  if (unknown === amounts.length && unknown > 0) return { value: formatUsd(null) }
  const sum = formatUsd(amounts.reduce<number>((total, amount) => total + (amount ?? 0), 0))
  if (unknown === 0) return { value: sum }
  return { value: `at least ${sum}`, title: `The price of ${plural(unknown, 'run')} is unknown.` }
}

function summarize(loaded: readonly LoadedRun[]) {
  let blocked = 0
  for (const { run } of loaded) blocked += run.receipt.blocked
  return {
    matchRate: totalMatchRate(
      loaded.map(({ run, digest }) => ({
        matchRate: run.matchRate,
        positions: digest.positions,
      })),
    ),
    determinism: totalDeterminism(loaded.map(({ run }) => run.determinism)),
    blocked,
    costs: loaded.map(({ run }) => run.originalCostUsd),
    savings: loaded.map(({ run }) => run.savingsUsd),
  }
}
