import { useState } from 'preact/hooks'
import { focusSearch, useKeys } from '../keys/use-keys.ts'
import { copyText } from '../parts/copy-text.ts'
import { Toast } from '../parts/toast.tsx'
import type { LoadedRun } from '../report/loaded-run.ts'
import { replayCommand } from '../report/replay-command.ts'
import type { RunRoute, Tab } from '../route/route.ts'
import { backHref, navigate } from '../route/use-route.ts'
import { DeterminismTab } from './determinism/determinism-tab.tsx'
import { RunHeader } from './run-header.tsx'
import { RunTabs } from './run-tabs.tsx'
import { SimulationTab } from './simulation/simulation-tab.tsx'
import { TelemetryTab } from './telemetry/telemetry-tab.tsx'

/** A run in three tabs. */
export function RunView({ loaded, route }: { loaded: LoadedRun; route: RunRoute }) {
  const [copied, setCopied] = useState(0)
  const command = replayCommand(loaded.run)
  const go = (tab: Tab) => navigate({ ...route, tab })
  useKeys({
    t: () => go('telemetry'),
    s: () => go('simulation'),
    d: () => go('determinism'),
    '/': focusSearch,
    r: () => void copyText(command).then((done) => done && setCopied((count) => count + 1)),
    Escape: () => {
      location.hash = backHref()
    },
  })
  const panel = { loaded, route }
  return (
    <main class="run" id="main">
      <RunHeader loaded={loaded} command={command} />
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
      <Toast key={copied} text={copied > 0 ? 'Copied the command that replays this run' : ''} />
    </main>
  )
}
