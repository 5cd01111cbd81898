import type { Comparison, RunComparison } from '../../../src/core/report/comparison-schema.ts'
import { VERDICTS } from '../../../src/core/report/verdicts.ts'

/** A comparison of very many runs: those of another one again and again, under names of their own. */
export function repeatRuns(
  comparison: Comparison,
  count: number,
  own: (at: number, run: RunComparison) => Partial<RunComparison> = () => ({}),
): Comparison {
  const kinds = comparison.runs
  const runs = Array.from({ length: count }, (_, at): RunComparison => {
    const kind = kinds[Math.floor((at / count) * kinds.length)]!
    const [id, name] = [`run-${at}`, `${kind.name} ${at}`]
    return { ...kind, id, name, test: { ...kind.test, fullName: name }, ...own(at, kind) }
  })
  const totals = Object.fromEntries(
    VERDICTS.map((verdict) => [verdict, runs.filter((run) => run.verdict === verdict).length]),
  )
  const unreplayed = runs.filter((run) => run.unreplayed).length
  return { ...comparison, runs, unreplayed, totals: totals as Comparison['totals'] }
}
