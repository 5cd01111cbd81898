import { useMemo, useState } from 'preact/hooks'
import { plural } from '../core/words/plural.ts'
import { LedgerView } from './actions/ledger-view.tsx'
import { CompareView } from './compare/compare-view.tsx'
import { collectHistory } from './history/collect-history.ts'
import { HistoryView } from './history/history-view.tsx'
import { KeysHelp } from './keys/keys-help.tsx'
import { useKeys } from './keys/use-keys.ts'
import { ErrorBoundary } from './parts/error-boundary.tsx'
import { Snippet } from './parts/snippet.tsx'
import { TopBar, type TopView } from './top-bar.tsx'
import { collectComparisons } from './report/loaded-comparison.ts'
import type { LiveLink } from './report/live-link.ts'
import { collectRuns, type LoadedRun } from './report/loaded-run.ts'
import { useOpened } from './report/use-opened.ts'
import { openFiles } from './report/open-reports.ts'
import { collectCauses, isFailure } from './report/page-causes.ts'
import type { ReportStore } from './report/report-store.ts'
import { useStore } from './report/use-store.ts'
import { hasLeftList } from './route/left-list.ts'
import { useFollowedRoute, usePageTitle } from './route/use-place.ts'
import { NO_COMPARE_FILTERS } from './route/compare-filters.ts'
import type { CompareRoute, Route } from './route/route.ts'
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
export function App({ store }: { store: ReportStore }) {
  const { reports, problem, loading, live } = useStore(store)
  const runs = useMemo(() => collectRuns(reports), [reports])
  const causes = useMemo(() => collectCauses(reports, runs), [reports, runs])
  const comparisons = useMemo(() => collectComparisons(reports), [reports])
  const releases = useMemo(() => collectHistory(reports), [reports])
  const asked = useRoute()
  // With an address that names no view, or without runs, the page opens with a comparison if there
  // is one.
  const isOpening = asked.page === 'runs' && (location.hash === '' || runs.length === 0)
  const route = isOpening && comparisons.length > 0 ? FIRST_COMPARISON : asked
  const [help, setHelp] = useState(false)
  const now = useMemo(() => Date.now(), [reports])
  useKeys({ '?': () => setHelp(true) })
  const failed = useMemo(() => runs.filter(isFailure).length, [runs])
  usePageTitle(
    titleOf(route, runs, failed),
    runs.length === 0 ? 'plain' : failed > 0 ? 'bad' : 'good',
  )
  const id = 'id' in route ? (route.id ?? '') : ''
  useFollowedRoute(`${route.page} ${id}`, id === '' && hasLeftList())

  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>
        Skip to content
      </a>
      <TopBar
        live={live}
        reports={reports}
        views={viewsOf(runs.length, comparisons.length, releases.length)}
        page={route.page}
        onOpen={(files) => void openFiles(store, files)}
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
          <NoReport isLive={live !== null} />
        ) : route.page === 'runs' ? (
          <RunsView runs={runs} causes={causes} filters={route.filters} now={now} />
        ) : route.page === 'compare' ? (
          <CompareView comparisons={comparisons} runs={runs} history={releases} route={route} />
        ) : route.page === 'actions' ? (
          <LedgerView runs={runs} filters={route.filters} />
        ) : route.page === 'history' ? (
          <HistoryView history={releases} />
        ) : (
          <Run runs={runs} route={route} now={now} live={live} />
        )}
      </ErrorBoundary>
      {help && <KeysHelp onClose={() => setHelp(false)} />}
    </>
  )
}

const SNIPPET = `import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { agent } from '../src/agent'

test('answers', async () => {
  const run = await replayRun(agent, { input: { question: 'Where is my order?' } })
  expect(run).toHaveMatchRate(1)
})`

function NoReport({ isLive }: { isLive: boolean }) {
  if (isLive)
    return (
      <main id="main" class="no-report">
        <p class="empty" role="status">
          No test has replayed an agent yet. Runs appear here as they start.
        </p>
      </main>
    )
  return (
    <main id="main" class="no-report">
      <p class="empty">
        There is no report in this page. Open a <code>report.json</code>, or drop it here. A test
        that replays an agent writes one:
      </p>
      <Snippet code={SNIPPET} />
    </main>
  )
}

/** The views that have content, or none where there is only one. */
function viewsOf(runs: number, comparisons: number, releases: number): TopView[] {
  const views: TopView[] = []
  if (runs > 0) views.push(['runs', 'Runs', '#/'], ['actions', 'Actions', '#/actions'])
  if (comparisons > 0) views.push(['compare', 'Compare', '#/compare'])
  if (releases > 0) views.push(['history', 'History', '#/history'])
  return views.length > 1 ? views : []
}

type RunRoute = Extract<ReturnType<typeof useRoute>, { page: 'run' }>

interface RunProps {
  runs: readonly LoadedRun[]
  route: RunRoute
  now: number
  live: LiveLink | null
}

function Run({ runs, route, ...others }: RunProps) {
  const loaded = useMemo(() => runs.find(({ id }) => id === route.id), [runs, route.id])
  return loaded ? (
    <OpenRun key={loaded.id} loaded={loaded} route={route} runs={runs} {...others} />
  ) : (
    <NotFound id={route.id} />
  )
}

function OpenRun({ loaded, ...others }: RunProps & { loaded: LoadedRun }) {
  const opened = useOpened(loaded)
  if (opened) return <RunView loaded={opened} {...others} />
  return (
    <p class="empty" role="status">
      Reading the run
    </p>
  )
}

function titleOf(route: Route, runs: readonly LoadedRun[], failed: number): string {
  const name = (text: string) => `${text} \u00b7 vitest-replay`
  if (route.page === 'run') {
    const loaded = runs.find(({ id }) => id === route.id)
    if (!loaded) return name(route.id)
    const status = loaded.progress ? 'running' : loaded.run.status
    return name(`${status === 'passed' ? '' : `${status}: `}${loaded.run.name}`)
  }
  if (route.page === 'compare') return name(route.id ?? 'Compare')
  if (route.page === 'history') return name('History')
  if (route.page === 'actions') return name('Actions')
  return name(failed > 0 ? `${failed} of ${runs.length} failed` : plural(runs.length, 'run'))
}

function skipToMain(event: Event): void {
  event.preventDefault()
  const main = document.getElementById('main')
  main?.setAttribute('tabindex', '-1')
  main?.focus()
}
