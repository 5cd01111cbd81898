import { useEffect, useMemo, useState } from 'preact/hooks'
import type { HistoryEntry } from '../../core/report/comparison-schema.ts'
import { plural } from '../../core/words/plural.ts'
import { TrendTiles } from '../history/trend-tiles.tsx'
import { useKeys } from '../keys/use-keys.ts'
import type { LoadedComparison } from '../report/loaded-comparison.ts'
import type { LoadedRun } from '../report/loaded-run.ts'
import type { CompareFilters } from '../route/compare-filters.ts'
import { compareHref, NO_FILTERS, type CompareRoute } from '../route/route.ts'
import { leaveRun, takeLeftRun } from '../route/left-run.ts'
import { navigate } from '../route/use-route.ts'
import { ComparedExport } from './compared-export.tsx'
import { ComparedFilterBar } from './compared-filter-bar.tsx'
import { ComparedList } from './compared-list.tsx'
import { ComparedRunView } from './run/compared-run-view.tsx'
import { filterCompared } from './filter-compared.ts'
import { GateSection } from './release/gate-section.tsx'
import { HypothesesSection } from './release/hypotheses-section.tsx'
import { NumbersSection } from './release/numbers-section.tsx'
import { RUNS_ID } from './scroll-to-runs.ts'
import { SegmentsSection } from './release/segments-section.tsx'
import { SidesList, sideName, sideNames } from './release/sides-list.tsx'
import { TotalsBar } from './release/totals-bar.tsx'
import { Unreplayed } from './release/unreplayed.tsx'
import { WorstRuns } from './worst-runs.tsx'
import { VerdictBadge } from './verdict-badge.tsx'

interface CompareViewProps {
  comparisons: readonly LoadedComparison[]
  /** The runs of the reports that are open: a compared run leads to its own view. */
  runs: readonly LoadedRun[]
  history: readonly HistoryEntry[]
  route: CompareRoute
}

/** Verdicts that say nothing of a run that was not replayed. */
const QUIET = new Set<string | null>(['identical', 'equivalent'])

/** One release against another: what became of its runs, and on what evidence. */
export function CompareView({ comparisons, runs, history, route }: CompareViewProps) {
  const loaded = comparisons[route.of]
  if (!loaded)
    return (
      <main id="main">
        <p class="empty">
          {comparisons.length === 0
            ? 'No report that is open holds a comparison.'
            : 'There are not so many comparisons open.'}{' '}
          <a href="#/">Back to the runs</a>
        </p>
      </main>
    )
  if (route.id !== null) {
    leaveRun(route.id)
    return (
      <ComparedRunView key={route.id} loaded={loaded} runs={runs} route={route} id={route.id} />
    )
  }
  return <Overview {...{ comparisons, loaded, history, route }} hasRuns={runs.length > 0} />
}

interface OverviewProps {
  comparisons: readonly LoadedComparison[]
  loaded: LoadedComparison
  history: readonly HistoryEntry[]
  route: CompareRoute
  hasRuns: boolean
}

function Overview({ comparisons, loaded, history, route, hasRuns }: OverviewProps) {
  const { comparison } = loaded
  const { filters, of } = route
  const shown = useMemo(
    () => filterCompared(loaded.runs, filters),
    [loaded, JSON.stringify(filters)],
  )
  const [before, after] = sideNames(comparison.base, comparison.head)
  const [from] = useState(takeLeftRun)
  useEffect(() => void performance.mark('comparison-shown'), [])
  const change = (changes: Partial<CompareFilters>) =>
    navigate({ ...route, filters: { ...filters, ...changes } }, { replace: true })
  useKeys({
    Escape: () => {
      if (!hasRuns) return false
      navigate({ page: 'runs', filters: NO_FILTERS })
    },
  })
  return (
    <main class="compare" id="main">
      {comparisons.length > 1 && <Choice comparisons={comparisons} of={of} />}
      <div class="compare-title">
        <h1>
          {before} <span aria-hidden="true">{'\u2192'}</span>
          <span class="sr-only">to</span> {after}
        </h1>
        {comparison.verdict === null ? (
          <span class="dim">nothing was compared</span>
        ) : (
          <VerdictBadge verdict={comparison.verdict} />
        )}
        {comparison.unreplayed > 0 && QUIET.has(comparison.verdict) && (
          <span class="tone-warn">as far as is known</span>
        )}
      </div>
      <TotalsBar totals={comparison.totals} of={of} filters={filters} />
      <WorstRuns runs={loaded.runs} route={route} />
      <GateSection loaded={loaded} of={of} />
      <Unreplayed loaded={loaded} of={of} />
      <HypothesesSection loaded={loaded} of={of} />
      <SidesList base={comparison.base} head={comparison.head} />
      <NumbersSection
        id="numbers-title"
        title="Release"
        said={
          comparison.critical
            ? 'over the runs without the tag critical'
            : `over ${plural(loaded.runs.length, 'run')}`
        }
        numbers={comparison.numbers}
      />
      <SegmentsSection segments={comparison.segments} />
      {comparison.critical && (
        <NumbersSection
          id="critical-title"
          title="Critical runs"
          said="runs with the tag critical, apart from the others"
          numbers={comparison.critical}
        />
      )}
      {history.length > 0 && (
        <section class="compare-section" aria-labelledby="trend-title">
          <div class="section-title">
            <h2 id="trend-title">Trend</h2>
            <a href="#/history">{plural(history.length, 'release')} as a table</a>
          </div>
          <TrendTiles history={history} />
        </section>
      )}
      <section class="compare-section" id={RUNS_ID} aria-labelledby="compared-title">
        <div class="runs-top">
          <h2 id="compared-title">Runs</h2>
          <ComparedExport runs={shown} />
        </div>
        <ComparedFilterBar runs={loaded.runs} filters={filters} onChange={change} />
        <ComparedList runs={shown} all={loaded.runs.length} route={route} from={from} />
      </section>
    </main>
  )
}

function Choice({ comparisons, of }: { comparisons: readonly LoadedComparison[]; of: number }) {
  return (
    <nav class="choice" aria-label="Comparisons">
      {comparisons.map(({ comparison }, index) => (
        <a
          key={index}
          href={compareHref({ of: index })}
          aria-current={index === of ? 'page' : undefined}
        >
          {sideName(comparison.base)} {'\u2192'} {sideName(comparison.head)}
        </a>
      ))}
    </nav>
  )
}
