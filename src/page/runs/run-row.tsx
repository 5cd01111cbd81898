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
import { runHref } from '../route/route.ts'

/** The cells of a run in the list of runs. */
export function RunRow({ loaded, now }: { loaded: LoadedRun; now: number }) {
  const { run } = loaded
  // The status is shown beside it.
  const reasons = loaded.attention.filter((reason) => reason !== run.status)
  return (
    <>
      <div role="cell" class="cell-status">
        <RunStatus status={run.status} />
      </div>
      <div role="cell" class="cell-name">
        <a
          href={runHref(loaded.id, run.divergences.length > 0 ? 'simulation' : 'telemetry')}
          data-row
          class="run-link"
        >
          {run.name}
          {run.take !== undefined && <span class="dim"> take {run.take}</span>}
        </a>
        <span class="sub">
          {reasons.length > 0 ? (
            <span class="reasons">{reasons.join(', ')}</span>
          ) : (
            <span class="mono">{run.test.file}</span>
          )}
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
