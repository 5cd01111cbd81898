import { useMemo } from 'preact/hooks'
import { nextStep } from '../../../core/words/next-step.ts'
import { plural } from '../../../core/words/plural.ts'
import { focusSearch, useKeys } from '../../keys/use-keys.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { RELEASES, SidesContext } from '../../parts/sides.ts'
import { TextDiff } from '../../parts/diff/text-diff.tsx'
import type { LoadedComparedRun, LoadedComparison } from '../../report/loaded-comparison.ts'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { useOpened } from '../../report/use-opened.ts'
import { compareHref, type CompareRoute } from '../../route/route.ts'
import { navigate } from '../../route/use-route.ts'
import { BothSides } from './both-sides.tsx'
import { ComparedCauses } from './compared-causes.tsx'
import { filterCompared, groundOf } from '../filter-compared.ts'
import { MetricTable } from '../release/metric-table.tsx'
import { OwnViews } from './own-views.tsx'
import { sideName } from '../release/sides-list.tsx'
import { ToolSteps } from './tool-steps.tsx'
import { VerdictBadge } from '../verdict-badge.tsx'

interface ComparedRunViewProps {
  loaded: LoadedComparison
  runs: readonly LoadedRun[]
  route: CompareRoute
  id: string
}

/** A compared run, opened; the arrows lead to its neighbours in the list. */
export function ComparedRunView({ loaded, runs, route, id }: ComparedRunViewProps) {
  const shown = useMemo(
    () => filterCompared(loaded.runs, route.filters),
    [loaded, JSON.stringify(route.filters)],
  )
  const at = shown.findIndex((compared) => compared.id === id)
  const compared = shown[at] ?? loaded.runs.find((other) => other.id === id)
  const go = (to: string | null) => navigate({ ...route, id: to })
  const move = (step: number) => (): void | false => {
    const next = at === -1 ? undefined : shown[at + step]
    if (!next) return false
    navigate({ ...route, id: next.id }, { replace: true })
  }
  useKeys({
    ArrowLeft: move(-1),
    ArrowRight: move(1),
    '/': focusSearch,
    Escape: () => go(null),
  })
  const back = compareHref({ ...route, id: null })
  if (!compared)
    return (
      <main id="main">
        <p class="empty">
          There is no run <code>{id}</code> in this comparison.{' '}
          <a href={back}>Back to the comparison</a>
        </p>
      </main>
    )
  const neighbour = (step: number) => (at === -1 ? undefined : shown[at + step])
  return (
    <main class="compare compared-run" id="main">
      <p class="crumbs">
        <a href={back}>
          <Icon name="left" />
          Compare
        </a>
        <span class="dim">
          {sideName(loaded.comparison.base)} {'\u2192'} {sideName(loaded.comparison.head)}
        </span>
        <span class="mono dim">{compared.run.test.file}</span>
        <span class="grow" />
        {at !== -1 && (
          <span class="dim">
            {at + 1} of {plural(shown.length, 'run')}
          </span>
        )}
        <Neighbour run={neighbour(-1)} label="Previous" route={route} />
        <Neighbour run={neighbour(1)} label="Next" route={route} />
      </p>
      <Opened compared={compared} runs={runs} />
    </main>
  )
}

interface NeighbourProps {
  run: LoadedComparedRun | undefined
  label: string
  route: CompareRoute
}

function Neighbour({ run, label, route }: NeighbourProps) {
  if (!run) return null
  return <a href={compareHref({ ...route, id: run.id })}>{label}</a>
}

function Opened({ compared, runs }: { compared: LoadedComparedRun; runs: readonly LoadedRun[] }) {
  const opened = useOpened(compared)
  const { run } = opened ?? compared
  const step = groundOf(run) === 'unreplayed' ? null : nextStep(run)
  return (
    <SidesContext.Provider value={RELEASES}>
      <div class="compare-title">
        <h1>{run.name}</h1>
        <VerdictBadge verdict={run.verdict} />
      </div>
      <ul class="verdict-reasons">
        {run.reasons.map((reason, index) => (
          <li key={index}>{reason}</li>
        ))}
      </ul>
      <p class="dim">
        {[
          run.evidence !== null && `Based on ${run.basis}`,
          run.agent !== null && `agent ${run.agent}`,
          run.workflow !== null && `workflow ${run.workflow}`,
          run.tags.length > 0 && `tags ${run.tags.join(', ')}`,
        ]
          .filter(Boolean)
          .join(' \u00b7 ')}
      </p>
      {groundOf(run) === 'unreplayed' && (
        <p class="notice unreplayed">
          This run was not replayed: nothing is known of what head's code does there. Run the tests,
          then compare again.
        </p>
      )}
      {run.renamedFrom && (
        <p>
          Renamed from <b>{run.renamedFrom.fullName}</b>{' '}
          <span class="mono dim">{run.renamedFrom.file}</span>
        </p>
      )}
      {step && (
        <p class="next-step">
          <span>{step.what}:</span> <code>{step.command}</code>
          <CopyButton label="Copy command" text={step.command} />
        </p>
      )}
      <OwnViews run={run} runs={runs} />
      {opened ? (
        <>
          <ComparedCauses run={run} />
          {run.tools && <ToolSteps steps={run.tools} />}
          {run.finalOutput && (
            <section class="compare-section" aria-labelledby="output-title">
              <h2 id="output-title">Final output</h2>
              <TextDiff recorded={run.finalOutput.base} replayed={run.finalOutput.head} />
            </section>
          )}
          {run.metrics.length > 0 && (
            <section class="compare-section" aria-labelledby="deltas-title">
              <h2 id="deltas-title">Numbers of this run</h2>
              <MetricTable metrics={run.metrics} label="Numbers of this run" />
            </section>
          )}
          <BothSides run={run} />
        </>
      ) : (
        <p class="empty" role="status">
          Reading the run
        </p>
      )}
    </SidesContext.Provider>
  )
}
