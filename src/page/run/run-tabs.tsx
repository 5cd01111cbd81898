import type { LoadedRun } from '../report/loaded-run.ts'
import { formatCount, formatRatio, formatScore } from '../../core/words/format-number.ts'
import { printRoute, TABS, type Tab } from '../route/route.ts'
import type { RunRoute } from '../route/route.ts'
import { RunStatus } from '../parts/status.tsx'
import { useStuck } from '../parts/use-stuck.ts'
import { navigate } from '../route/use-route.ts'

const LABELS: Record<Tab, string> = {
  telemetry: 'Telemetry',
  simulation: 'Simulation',
  determinism: 'Determinism',
}

/** The tabs of a run; each has its key. */
export function RunTabs({ loaded, route }: { loaded: LoadedRun; route: RunRoute }) {
  const { run } = loaded
  const [bar, isStuck] = useStuck()
  const counts: Record<Tab, string> = {
    telemetry: formatCount(run.actions.length),
    simulation: run.matchRate === null ? '' : formatRatio(run.matchRate),
    determinism: run.determinism ? formatScore(run.determinism.score) : '',
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const tab = TABS[(TABS.indexOf(route.tab) + step + TABS.length) % TABS.length]!
    navigate({ ...route, tab })
    document.getElementById(`tab-${tab}`)?.focus()
  }
  return (
    <div class={isStuck ? 'run-bar stuck' : 'run-bar'} ref={bar}>
      <p class="run-bar-name" aria-hidden="true">
        <bdi>{run.name}</bdi> <RunStatus status={run.status} progress={loaded.progress} />
      </p>
      <div class="tabs" role="tablist" aria-label="Views of the run" onKeyDown={onKeyDown}>
        {TABS.map((tab) => (
          <a
            key={tab}
            id={`tab-${tab}`}
            role="tab"
            class="tab"
            href={printRoute({ ...route, tab })}
            aria-selected={route.tab === tab}
            aria-controls={route.tab === tab ? 'panel' : undefined}
            tabIndex={route.tab === tab ? 0 : -1}
          >
            {LABELS[tab]}
            {counts[tab] !== '' && <span class="tab-count">{counts[tab]}</span>}
            <kbd aria-hidden="true">{tab[0]}</kbd>
          </a>
        ))}
      </div>
    </div>
  )
}
