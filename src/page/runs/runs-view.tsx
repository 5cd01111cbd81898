import { useLayoutEffect, useMemo } from 'preact/hooks'
import { ExportMenu } from '../export/export-menu.tsx'
import type { LoadedRun } from '../report/loaded-run.ts'
import type { PageCause } from '../report/page-causes.ts'
import { navigate } from '../route/use-route.ts'
import type { RunFilters } from '../route/route.ts'
import { useContentMatches } from '../report/use-content-matches.ts'
import { CauseSection } from './causes/cause-section.tsx'
import { FaultSection } from './fault-section.tsx'
import { RunFilterBar } from './filter-bar.tsx'
import { countStatuses, filterRuns } from '../report/filter-runs.ts'
import { RunList } from './run-list.tsx'
import { StatusChips } from './status-chips.tsx'
import { Summary } from './summary.tsx'

interface RunsViewProps {
  runs: readonly LoadedRun[]
  causes: readonly PageCause[]
  filters: RunFilters
  now: number
}

/** The causes of failures, then the runs, those that need attention first. */
export function RunsView({ runs, causes, filters, now }: RunsViewProps) {
  const { matches, isSearching } = useContentMatches(runs, filters.text)
  const shown = useMemo(
    () => filterRuns(runs, filters, now, matches),
    [runs, now, JSON.stringify(filters), matches],
  )
  const counts = useMemo(
    () => countStatuses(runs, filters, now, matches),
    [runs, now, JSON.stringify({ ...filters, status: '', sort: '' }), matches],
  )
  useLayoutEffect(() => void performance.mark('runs-shown'), [])
  const change = (changes: Partial<RunFilters>) =>
    navigate({ page: 'runs', filters: { ...filters, ...changes } }, { replace: true })
  return (
    <main class="runs" id="main">
      <h1 class="sr-only">Runs</h1>
      <div class="runs-top">
        <StatusChips
          counts={counts}
          value={filters.status}
          onChange={(status) => change({ status })}
        />
        <Summary runs={shown} all={runs.length} />
        <ExportMenu runs={shown} />
      </div>
      <CauseSection causes={causes} shown={shown} />
      <FaultSection shown={shown} />
      <RunFilterBar runs={runs} filters={filters} onChange={change} />
      {isSearching && (
        <p class="dim" role="status">
          Searching what was asked and answered
        </p>
      )}
      <RunList
        matches={matches}
        runs={shown}
        causes={causes}
        filters={filters}
        now={now}
        onChange={change}
      />
    </main>
  )
}
