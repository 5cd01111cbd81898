import { formatDuration, formatUsd } from '../../core/words/format-number.ts'
import { renderReceipt } from '../../core/words/receipt.ts'
import { plural } from '../../core/words/plural.ts'
import { formatDate } from '../format/format-date.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Icon } from '../parts/icon.tsx'
import { RunStatus } from '../parts/status.tsx'
import type { LoadedRun } from '../report/loaded-run.ts'
import type { ComponentChildren } from 'preact'
import { firstLine, REASON_NAMES } from '../report/reasons.ts'
import { backHref, backLabel } from '../route/use-route.ts'
import { Fact } from '../parts/fact.tsx'

interface RunHeaderProps {
  loaded: LoadedRun
  command: string
  /** The buttons of a page that is live. */
  buttons: ComponentChildren
  /** The way to other runs. */
  children: ComponentChildren
}

/** The identity of a run and its result. */
export function RunHeader({ loaded, command, buttons, children }: RunHeaderProps) {
  const { run } = loaded
  const error = run.diagnosis || loaded.progress ? null : run.error
  return (
    <header class="run-header">
      <p class="crumbs">
        <a href={backHref()}>
          <Icon name="left" />
          {backLabel()}
        </a>
        <span class="mono dim">{run.test.file}</span>
        {children}
      </p>
      <div class="run-title">
        <h1>
          <bdi>{run.name}</bdi>
        </h1>
        {run.take !== undefined && <span class="dim">take {run.take}</span>}
        <RunStatus status={run.status} progress={loaded.progress} />
        {loaded.reasons.length > 0 && (
          <span class="reasons">
            {loaded.reasons.map(({ kind }) => REASON_NAMES[kind]).join(', ')}
            {run.expectedToFail && ', as expected'}
          </span>
        )}
        <span class="grow" />
        {buttons}
        <CopyButton text={command} label="Copy replay command" />
      </div>
      {error !== null && error !== '' && (
        <details class="run-error">
          <summary>{firstLine(error)}</summary>
          <pre>{error}</pre>
        </details>
      )}
      <dl class="facts inline-facts">
        <Fact name="Replay" value={receiptText(loaded)} />
        {loaded.release !== null && <Fact name="Release" value={loaded.release} />}
        <Fact name="Recorded cost" value={formatUsd(run.originalCostUsd)} />
        <Fact
          name="Duration"
          value={formatDuration(loaded.duration)}
          title={run.recordedDurationMs === null ? 'of this run' : 'of the recorded run'}
        />
        <Fact name="Started" value={formatDate(loaded.startedAt)} />
        {run.endedAt && <Fact name="Ended" value={formatDate(Date.parse(run.endedAt))} />}
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
