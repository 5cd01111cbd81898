import type { RunComparison } from '../../core/report/comparison-schema.ts'
import type { LoadedComparedRun } from '../report/loaded-comparison.ts'
import { titleOfCause } from '../../core/words/causes.ts'
import { compareHref, type CompareRoute } from '../route/route.ts'
import { groundOf } from './filter-compared.ts'
import { formatDelta } from '../../core/words/format-metric.ts'
import { VerdictBadge } from './verdict-badge.tsx'

/** The cells of a run in the list of compared runs. */
export function ComparedRow({
  compared,
  route,
}: {
  compared: LoadedComparedRun
  route: CompareRoute
}) {
  const { run, digest } = compared
  return (
    <>
      <div role="cell" class="cell-status">
        <VerdictBadge verdict={run.verdict} />
      </div>
      <div role="cell" class="cell-name">
        <a href={compareHref({ ...route, id: compared.id })} data-row class="run-link">
          {run.name}
        </a>
        <span class="sub">
          <span class="said">{summaryOf(run)}</span>
          {run.renamedFrom && <span class="dim">renamed</span>}
        </span>
      </div>
      <div role="cell" class="cell-agent">
        {run.agent ?? <span class="dim">none</span>}
        {run.tags.length > 0 && <span class="sub dim">{run.tags.join(', ')}</span>}
      </div>
      <div role="cell" class="cell-basis">
        <GroundWords run={run} />
      </div>
      <div role="cell" class="number cell-tools">
        <span class="card-label" aria-hidden="true">
          Tool calls
        </span>
        <ToolCalls added={digest.toolsAdded} removed={digest.toolsRemoved} />
      </div>
      <div role="cell" class="cell-stop mono">
        <StopReason run={run} />
      </div>
      <div role="cell" class="number cell-cost">
        <span class="card-label" aria-hidden="true">
          Cost
        </span>
        <CostDelta run={run} />
      </div>
    </>
  )
}

function GroundWords({ run }: { run: RunComparison }) {
  const ground = groundOf(run)
  if (ground === 'unreplayed')
    return (
      <>
        <span class="tone-warn">not replayed</span>
        <span class="sub dim">nothing is known of head</span>
      </>
    )
  if (ground === 'one side') return <span class="dim">one side only</span>
  return (
    <>
      {ground}
      <span class="sub dim">{run.basis}</span>
    </>
  )
}

/** The first cause, or else the first reason of the verdict. */
export function summaryOf({ divergences, reasons }: RunComparison): string {
  const [cause] = divergences
  if (!cause?.firstCause) return reasons[0] ?? ''
  return titleOfCause(cause, 'releases')
}

function ToolCalls({ added, removed }: { added: number; removed: number }) {
  if (added + removed === 0) return <span class="dim">{'\u2013'}</span>
  return (
    <>
      {added > 0 && (
        <span class="only-head">
          +{added}
          <span class="sr-only"> added </span>
        </span>
      )}{' '}
      {removed > 0 && (
        <span class="only-base">
          {'\u2212'}
          {removed}
          <span class="sr-only"> removed</span>
        </span>
      )}
    </>
  )
}

function StopReason({ run: { base, head } }: { run: RunComparison }) {
  const before = base?.stopReason
  const after = head?.stopReason
  if (before === undefined || after === undefined || before === after)
    return <span class="dim">{after ?? before ?? ''}</span>
  return (
    <>
      <span class="dim">{before} </span>
      <span aria-hidden="true">{'\u2192'} </span>
      <span class="sr-only">became </span>
      {after}
    </>
  )
}

/** @note A replay measures no cost: its recorded cost is base's. */
function CostDelta({ run: { base, head, evidence } }: { run: RunComparison }) {
  const before = base?.costUsd ?? null
  const after = head?.costUsd ?? null
  if (evidence === 'replay' || evidence === null || before === null || after === null)
    return <span class="dim">{'\u2013'}</span>
  return <>{formatDelta(after - before, 'usd')}</>
}
