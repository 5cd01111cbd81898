import { formatDuration, formatUsd } from '../../core/words/format-number.ts'
import { renderReceipt } from '../../core/words/receipt.ts'
import { plural } from '../../core/words/plural.ts'
import { formatDate } from '../format/format-date.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Icon } from '../parts/icon.tsx'
import { RunStatus } from '../parts/status.tsx'
import type { LoadedRun } from '../report/loaded-run.ts'
import { backHref, backLabel } from '../route/use-route.ts'
import { Fact } from '../parts/fact.tsx'

/** The identity of a run and its result. */
export function RunHeader({ loaded, command }: { loaded: LoadedRun; command: string }) {
  const { run } = loaded
  const reasons = loaded.attention.filter((reason) => reason !== run.status)
  return (
    <header class="run-header">
      <p class="crumbs">
        <a href={backHref()}>
          <Icon name="left" />
          {backLabel()}
        </a>
        <span class="mono dim">{run.test.file}</span>
      </p>
      <div class="run-title">
        <h1>{run.name}</h1>
        {run.take !== undefined && <span class="dim">take {run.take}</span>}
        <RunStatus status={run.status} />
        {reasons.length > 0 && <span class="reasons">{reasons.join(', ')}</span>}
        <span class="grow" />
        <CopyButton text={command} label="Copy replay command" />
      </div>
      {run.error !== null && run.error !== '' && (
        <details class="run-error">
          <summary>{firstLine(run.error)}</summary>
          <pre>{run.error}</pre>
        </details>
      )}
      <dl class="facts">
        <Fact name="Replay" value={receiptText(loaded)} />
        {loaded.release !== null && <Fact name="Release" value={loaded.release} />}
        <Fact name="Recorded cost" value={formatUsd(run.originalCostUsd)} />
        <Fact
          name="Duration"
          value={formatDuration(loaded.duration)}
          title={run.recordedDurationMs === null ? 'of this run' : 'of the recorded run'}
        />
        <Fact name="Started" value={formatDate(loaded.startedAt)} />
        {run.recordedAt !== null && (
          <Fact name="Recorded" value={formatDate(Date.parse(run.recordedAt))} />
        )}
        <Fact name="Stopped" value={run.signals?.stop_reason ?? run.stopReason ?? 'unknown'} />
      </dl>
      <details class="more">
        <summary>Run, test and cassette</summary>
        <dl class="pairs">
          <Pair name="Run" value={run.runId} />
          <Pair name="Test" value={run.test.fullName} />
          <Pair name="Cassette" value={run.cassette} />
          <Pair name="Agent" value={run.agent} />
          <Pair name="Workflow" value={run.workflow} />
          <Pair name="Tags" value={run.tags.join(', ') || null} />
          <Pair name="Release" value={loaded.release} />
          <Pair name="Recorded release" value={run.recordedRelease} />
          <Pair name="Project" value={run.project || null} />
          <Pair name="Mode" value={run.mode} />
          <Pair name="Take" value={run.take === undefined ? null : String(run.take)} />
          <Pair
            name="Takes never recorded"
            value={run.missingTakes === undefined ? null : String(run.missingTakes)}
          />
          <Pair name="Attempt" value={run.attempt === 0 ? null : String(run.attempt + 1)} />
          <Pair
            name="Verified"
            value={run.verified === null ? null : run.verified ? 'yes, it replays' : 'no'}
          />
          <Pair name="Changed input" value={run.changedInput?.join(', ') || null} />
          <Pair name="Changed resources" value={run.changedResources.join(', ') || null} />
          <Pair name="Command" value={command} />
        </dl>
      </details>
    </header>
  )
}

function Pair({ name, value }: { name: string; value: string | null }) {
  if (value === null) return null
  return (
    <div>
      <dt>{name}</dt>
      <dd class="mono">{value}</dd>
    </div>
  )
}

/** The receipt of a replay, or the number of actions that were recorded. */
function receiptText({ run }: LoadedRun): string {
  if (run.mode === 'record') return plural(run.actions.length, 'action') + ' recorded'
  return renderReceipt(run.receipt)
}

function firstLine(text: string): string {
  const line = text.trim().split('\n', 1)[0]!
  return line.length > 200 ? `${line.slice(0, 200)}...` : line
}
