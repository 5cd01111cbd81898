import { plural } from '../../core/words/plural.ts'
import type { LoadedComparedRun } from '../report/loaded-comparison.ts'
import { compareHref, type CompareRoute } from '../route/route.ts'
import { summaryOf } from './compared-row.tsx'
import { scrollToRuns } from './scroll-to-runs.ts'
import { VerdictBadge } from './verdict-badge.tsx'

const FIRST = 8
const QUIET = new Set<string>(['identical', 'equivalent'])

interface WorstRunsProps {
  /** Worst first. */
  runs: readonly LoadedComparedRun[]
  route: CompareRoute
}

/** The runs that are not the same in both releases, each with its first cause: before all statistics. */
export function WorstRuns({ runs, route }: WorstRunsProps) {
  const differing = runs.filter(({ run }) => !QUIET.has(run.verdict))
  if (differing.length === 0) return null
  return (
    <section class="compare-section worst-runs" aria-labelledby="worst-title">
      <h2 id="worst-title">{plural(differing.length, 'run differs', 'runs differ')}</h2>
      <ul class="plain">
        {differing.slice(0, FIRST).map(({ id, run }) => (
          <li key={id}>
            <VerdictBadge verdict={run.verdict} />{' '}
            <a href={compareHref({ ...route, id })}>
              <bdi>{run.name}</bdi>
            </a>{' '}
            <span class="dim">{summaryOf(run)}</span>
          </li>
        ))}
      </ul>
      {differing.length > FIRST && (
        <button type="button" class="link" onClick={scrollToRuns}>
          All {differing.length} in the list of runs
        </button>
      )}
    </section>
  )
}
