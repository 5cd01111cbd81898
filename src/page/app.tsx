import { useEffect, useMemo, useState } from 'preact/hooks'
import { CompareView } from './compare/compare-view.tsx'
import { KeysHelp } from './keys/keys-help.tsx'
import { useKeys } from './keys/use-keys.ts'
import { ErrorBoundary } from './parts/error-boundary.tsx'
import { TopBar } from './parts/top-bar.tsx'
import { collectRuns, type LoadedRun } from './report/loaded-run.ts'
import { useOpenRun } from './report/use-open-run.ts'
import { useReports } from './report/use-reports.ts'
import { useRoute } from './route/use-route.ts'
import { NotFound } from './run/not-found.tsx'
import { RunView } from './run/run-view.tsx'
import { RunsView } from './runs/runs-view.tsx'

/** The page. */
export function App() {
  const { reports, problem, loading, openFiles } = useReports()
  const runs = useMemo(() => collectRuns(reports), [reports])
  const route = useRoute()
  const [help, setHelp] = useState(false)
  const [now] = useState(() => Date.now())
  useKeys({ '?': () => setHelp(true) })
  useEffect(() => {
    if (route.page !== 'runs') scrollTo(0, 0)
  }, [route.page === 'run' ? route.id : route.page])

  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>
        Skip to content
      </a>
      <TopBar reports={reports} onOpen={openFiles} onHelp={() => setHelp(true)} />
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
          <CompareView />
        ) : (
          <Run runs={runs} route={route} />
        )}
      </ErrorBoundary>
      {help && <KeysHelp onClose={() => setHelp(false)} />}
    </>
  )
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
  const opened = useOpenRun(loaded)
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
