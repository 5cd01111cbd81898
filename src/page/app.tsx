import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { CompareView } from './compare/compare-view.tsx'
import { collectHistory } from './history/collect-history.ts'
import { HistoryView } from './history/history-view.tsx'
import { KeysHelp } from './keys/keys-help.tsx'
import { useKeys } from './keys/use-keys.ts'
import { ErrorBoundary } from './parts/error-boundary.tsx'
import { TopBar, type TopView } from './top-bar.tsx'
import { collectComparisons } from './report/loaded-comparison.ts'
import { collectRuns, type LoadedRun } from './report/loaded-run.ts'
import { useOpened } from './report/use-opened.ts'
import { useReports } from './report/use-reports.ts'
import { NO_COMPARE_FILTERS } from './route/compare-filters.ts'
import type { CompareRoute } from './route/route.ts'
import { useRoute } from './route/use-route.ts'
import { NotFound } from './run/not-found.tsx'
import { RunView } from './run/run-view.tsx'
import { RunsView } from './runs/runs-view.tsx'

const FIRST_COMPARISON: CompareRoute = {
  page: 'compare',
  of: 0,
  id: null,
  filters: NO_COMPARE_FILTERS,
}

/** The root of the page. */
export function App() {
  const { reports, problem, loading, openFiles } = useReports()
  const runs = useMemo(() => collectRuns(reports), [reports])
  const comparisons = useMemo(() => collectComparisons(reports), [reports])
  const releases = useMemo(() => collectHistory(reports), [reports])
  const asked = useRoute()
  // With an address that names no view, or without runs, the page opens with a comparison if there
  // is one.
  const isOpening = asked.page === 'runs' && (location.hash === '' || runs.length === 0)
  const route = isOpening && comparisons.length > 0 ? FIRST_COMPARISON : asked
  const [help, setHelp] = useState(false)
  const lastPage = useRef<string | null>(null)
  const [now] = useState(() => Date.now())
  useKeys({ '?': () => setHelp(true) })
  useEffect(() => {
    const isList = route.page === 'runs' || (route.page === 'compare' && route.id === null)
    if (!isList || lastPage.current !== route.page) scrollTo(0, 0)
    lastPage.current = route.page
  }, [route.page, 'id' in route ? route.id : null])

  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>
        Skip to content
      </a>
      <TopBar
        reports={reports}
        views={viewsOf(runs.length, comparisons.length, releases.length)}
        page={route.page}
        onOpen={openFiles}
        onHelp={() => setHelp(true)}
      />
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <ErrorBoundary place={JSON.stringify(route)}>
        {loading ? (
          <p class="empty" role="status">
            Reading the report
          </p>
        ) : reports.length === 0 ? (
          <main id="main">
            <p class="empty">
              There is no report in this page. Open a <code>report.json</code>, or drop it here.
            </p>
          </main>
        ) : route.page === 'runs' ? (
          <RunsView runs={runs} filters={route.filters} now={now} />
        ) : route.page === 'compare' ? (
          <CompareView comparisons={comparisons} runs={runs} history={releases} route={route} />
        ) : route.page === 'history' ? (
          <HistoryView history={releases} />
        ) : (
          <Run runs={runs} route={route} />
        )}
      </ErrorBoundary>
      {help && <KeysHelp onClose={() => setHelp(false)} />}
    </>
  )
}

/** The views that have content, or none where there is only one. */
function viewsOf(runs: number, comparisons: number, releases: number): TopView[] {
  const views: TopView[] = []
  if (runs > 0) views.push(['runs', 'Runs', '#/'])
  if (comparisons > 0) views.push(['compare', 'Compare', '#/compare'])
  if (releases > 0) views.push(['history', 'History', '#/history'])
  return views.length > 1 ? views : []
}

type RunRoute = Extract<ReturnType<typeof useRoute>, { page: 'run' }>

function Run({ runs, route }: { runs: ReturnType<typeof collectRuns>; route: RunRoute }) {
  const loaded = useMemo(() => runs.find(({ id }) => id === route.id), [runs, route.id])
  return loaded ? (
    <OpenRun key={loaded.id} loaded={loaded} route={route} />
  ) : (
    <NotFound id={route.id} />
  )
}

function OpenRun({ loaded, route }: { loaded: LoadedRun; route: RunRoute }) {
  const opened = useOpened(loaded)
  if (opened) return <RunView loaded={opened} route={route} />
  return (
    <p class="empty" role="status">
      Reading the run
    </p>
  )
}

function skipToMain(event: Event): void {
  event.preventDefault()
  const main = document.getElementById('main')
  main?.setAttribute('tabindex', '-1')
  main?.focus()
}
