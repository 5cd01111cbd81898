import { useLayoutEffect, useMemo } from 'preact/hooks'
import { ExportMenu } from '../export/export-menu.tsx'
import type { LoadedRun } from '../report/loaded-run.ts'
import { navigate } from '../route/use-route.ts'
import type { RunFilters } from '../route/route.ts'
import { RunFilterBar } from './filter-bar.tsx'
import { filterRuns } from './filter-runs.ts'
import { RunList } from './run-list.tsx'
import { Summary } from './summary.tsx'

interface RunsViewProps {
  runs: readonly LoadedRun[]
  filters: RunFilters
  now: number
}

/** The list of runs, those that need attention first. */
export function RunsView({ runs, filters, now }: RunsViewProps) {
  const shown = useMemo(() => filterRuns(runs, filters, now), [runs, now, JSON.stringify(filters)])
  useLayoutEffect(() => void performance.mark('runs-shown'), [])
  const change = (changes: Partial<RunFilters>) =>
    navigate({ page: 'runs', filters: { ...filters, ...changes } }, { replace: true })
  return (
    <main class="runs" id="main">
      <h1 class="sr-only">Runs</h1>
      <div class="runs-top">
        <Summary runs={shown} all={runs.length} />
        <ExportMenu runs={shown} />
      </div>
      <RunFilterBar runs={runs} filters={filters} onChange={change} />
      <RunList runs={shown} filters={filters} now={now} onChange={change} />
    </main>
  )
}
