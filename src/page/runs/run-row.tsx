import {
  formatCount,
  formatDuration,
  formatRatio,
  formatScore,
  formatUsd,
} from '../../core/words/format-number.ts'
import { formatAge, formatDate } from '../format/format-date.ts'
import { RunStatus } from '../parts/status.tsx'
import type { LoadedRun } from '../report/loaded-run.ts'
import { REASON_NAMES } from '../report/reasons.ts'
import type { ContentMatch } from '../report/search-content.ts'
import { runHref } from '../route/route.ts'
import { leaveList } from '../route/left-list.ts'
import { viewOfFailure } from '../run/view-of-failure.ts'

interface RunRowProps {
  loaded: LoadedRun
  match: ContentMatch | undefined
  now: number
}

/** The cells of a run in the list of runs. */
export function RunRow({ loaded, match, now }: RunRowProps) {
  const { run } = loaded
  return (
    <>
      <div role="cell" class="cell-status">
        <RunStatus status={run.status} progress={loaded.progress} />
      </div>
      <div role="cell" class="cell-name">
        <a
          href={
            match && match.action !== null
              ? runHref(loaded.id, 'telemetry', match.action)
              : viewOfFailure(loaded)
          }
          onClick={() => leaveList({ hash: location.hash || '#/', id: loaded.id, scroll: scrollY })}
          data-row
          class="run-link"
        >
          <bdi>{run.name}</bdi>
          {run.take !== undefined && <span class="dim"> take {run.take}</span>}
        </a>
        <Why loaded={loaded} />
        {match && (
          <span class="found">
            {match.action === null ? 'in its input or output' : `in action ${match.action}`}:{' '}
            <bdi>{match.around}</bdi>
          </span>
        )}
        <span class="sub">
          <span class="mono dim">{run.test.file}</span>
          <span class="mono dim">{run.runId}</span>
        </span>
      </div>
      <div role="cell" class="cell-agent">
        {run.agent ?? <span class="dim">none</span>}
        {run.tags.length > 0 && <span class="sub dim">{run.tags.join(', ')}</span>}
      </div>
      <Number name="duration" label="Duration" value={formatDuration(loaded.duration)} />
      <Number name="actions" label="Actions" value={formatCount(loaded.digest.actions)} />
      <Number name="cost" label="Cost" value={formatUsd(loaded.cost)} />
      <Number name="success" label="Success" value={formatRatio(loaded.successRate)} />
      <Number
        name="match"
        label="Match"
        value={formatRatio(run.matchRate)}
        low={run.matchRate !== null && run.matchRate < 1}
      />
      <Number
        name="determinism"
        label="Determinism"
        value={formatScore(run.determinism?.score ?? null)}
      />
      <Number
        name="started"
        label="Started"
        value={formatAge(loaded.startedAt, now)}
        title={formatDate(loaded.startedAt)}
      />
    </>
  )
}

/** The first reason for which a run needs attention; the others by name. */
function Why({ loaded: { run, reasons } }: { loaded: LoadedRun }) {
  const [first, ...others] = reasons
  if (!first) return null
  return (
    <span class="why">
      <b>{REASON_NAMES[first.kind]}</b> <bdi>{first.text}</bdi>
      {others.map(({ kind }, at) => (
        <span key={at}>, {REASON_NAMES[kind]}</span>
      ))}
      {run.expectedToFail && <span class="dim">, as expected</span>}
    </span>
  )
}

interface NumberProps {
  name: string
  label: string
  value: string
  title?: string
  low?: boolean
}

function Number({ name, label, value, title, low }: NumberProps) {
  const missing = value === 'none' || value === 'unknown'
  return (
    <div role="cell" class={`number cell-${name}`} title={title}>
      <span class="card-label" aria-hidden="true">
        {label}
      </span>
      <span class={missing ? 'dim' : low ? 'low' : undefined}>
        {value === 'none' ? '–' : value}
      </span>
    </div>
  )
}
