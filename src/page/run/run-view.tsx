import { useMemo, useState } from 'preact/hooks'
import { focusSearch, useKeys } from '../keys/use-keys.ts'
import { copyText } from '../parts/copy-text.ts'
import { Toast } from '../parts/toast.tsx'
import type { LiveLink } from '../report/live-link.ts'
import type { LoadedRun } from '../report/loaded-run.ts'
import { replayCommand } from '../report/replay-command.ts'
import type { RunRoute, Tab } from '../route/route.ts'
import { backHref, navigate } from '../route/use-route.ts'
import { DeterminismTab } from './determinism/determinism-tab.tsx'
import { DiagnosisSection } from './diagnosis/diagnosis-section.tsx'
import { Failures, failuresOf } from './failures.tsx'
import { RerunButtons } from './rerun-buttons.tsx'
import { RunHeader } from './run-header.tsx'
import { RunTabs } from './run-tabs.tsx'
import { viewOfFailure } from './view-of-failure.ts'
import { SimulationTab } from './simulation/simulation-tab.tsx'
import { TelemetryTab } from './telemetry/telemetry-tab.tsx'

interface RunViewProps {
  loaded: LoadedRun
  route: RunRoute
  /** All runs: the keys lead to those that failed. */
  runs: readonly LoadedRun[]
  now: number
  live: LiveLink | null
}

/** A run in three tabs. */
export function RunView({ loaded, route, runs, now, live }: RunViewProps) {
  const [said, setSaid] = useState({ text: '', count: 0 })
  const say = (text: string) => setSaid(({ count }) => ({ text, count: count + 1 }))
  const command = replayCommand(loaded.run)
  const rerun = async (link: LiveLink, mode: 'none' | 'all') => {
    const problem = await link.rerun([loaded.run], mode)
    say(problem ?? (mode === 'none' ? 'Vitest replays this run' : 'Vitest records this run again'))
  }
  const copy = async () =>
    (await copyText(command)) && say('Copied the command that replays this run')
  const go = (tab: Tab) => navigate({ ...route, tab })
  useKeys({
    t: () => go('telemetry'),
    s: () => go('simulation'),
    d: () => go('determinism'),
    '/': focusSearch,
    r: () => void (live?.isConnected ? rerun(live, 'none') : copy()),
    Escape: () => {
      location.hash = backHref()
    },
  })
  const failures = useMemo(() => failuresOf(runs, now), [runs, now])
  const at = failures.findIndex(({ id }) => id === loaded.id)
  const move = (step: number) => (): void | false => {
    const next = failures[at === -1 ? (step > 0 ? 0 : failures.length - 1) : at + step]
    if (!next) return false
    location.hash = viewOfFailure(next)
  }
  useKeys({ n: move(1), p: move(-1) })
  const panel = { loaded, route }
  return (
    <main class="run" id="main">
      <RunHeader
        loaded={loaded}
        command={command}
        buttons={
          live && (
            <RerunButtons
              live={live}
              loaded={loaded}
              runs={runs}
              onRerun={(mode) => void rerun(live, mode)}
            />
          )
        }
      >
        <Failures failures={failures} at={at} />
      </RunHeader>
      <DiagnosisSection loaded={loaded} />
      <RunTabs loaded={loaded} route={route} />
      <div
        class={`panel panel-${route.tab}`}
        role="tabpanel"
        id="panel"
        aria-labelledby={`tab-${route.tab}`}
      >
        {route.tab === 'telemetry' && <TelemetryTab {...panel} />}
        {route.tab === 'simulation' && <SimulationTab {...panel} />}
        {route.tab === 'determinism' && <DeterminismTab {...panel} />}
      </div>
      <Toast key={said.count} text={said.text} />
    </main>
  )
}
