import { useEffect, useRef } from 'preact/hooks'
import type { JsonValue } from '../../../core/json.ts'
import { readAnswer, readPart } from '../../../core/report/action-codec/read-action.ts'
import type { ReportAction } from '../../../core/report/action-schema.ts'
import { ACTION_PARTS } from '../../../core/report/contents/packed-parts.ts'
import { formatCount, formatDuration, formatUsd } from '../../../core/words/format-number.ts'
import { ErrorBlock } from '../../parts/error-block.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { formatMoment } from '../../format/format-date.ts'
import { OutcomeBadge } from '../../parts/status.tsx'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { printRoute } from '../../route/route.ts'
import { KIND_NAMES } from '../../../core/words/causes.ts'
import { PathDiffs } from '../simulation/path-diffs.tsx'
import { ModelAnswer } from './model-answer.tsx'
import { Content } from './content.tsx'
import { OmittedParts } from './omitted-parts.tsx'

const TREATMENTS: Record<ReportAction['treatment'], string> = {
  recorded: 'recorded live in this run',
  equal: 'answered from the recording: the request is the same',
  volatile: 'answered from the recording: the same but for values that the run generated',
  mismatched: 'answered with what was recorded for a different request',
  executed: 'executed, and its output compared',
  live: 'ran live',
  blocked: 'blocked: nothing was recorded that could answer it',
}

/** All details of one action. */
export function Inspector({ loaded, action }: { loaded: LoadedRun; action: ReportAction }) {
  const { source, run } = loaded
  const pane = useRef<HTMLElement>(null)
  useEffect(() => {
    if (pane.current) pane.current.scrollTop = 0
  }, [action.index])
  const divergence = run.divergences.find(({ replayedIndex }) => replayedIndex === action.index)
  const answer = readAnswer(action, source.unpack)
  return (
    <section class="inspector" aria-label={`Action ${action.index}`} ref={pane} tabIndex={0}>
      <header class="inspector-head">
        <h2>
          <span class="dim">{action.index}</span> {action.name}
        </h2>
        <OutcomeBadge outcome={action.outcome} />
        {action.replayed && <OutcomeBadge outcome="replayed" />}
        <span class="grow" />
        <CopyButton
          label="Copy JSON"
          text={() => JSON.stringify(wholeAction(loaded, action), null, 2)}
        />
      </header>
      <p
        class={
          action.treatment === 'mismatched' || action.treatment === 'blocked'
            ? 'treatment tone-warn'
            : 'treatment dim'
        }
      >
        {TREATMENTS[action.treatment] ?? String(action.treatment)}
      </p>
      {divergence && (
        <p class="treatment">
          <a
            href={printRoute({
              page: 'run',
              id: loaded.id,
              tab: 'simulation',
              action: action.index,
              view: 'actions',
            })}
          >
            It diverges from the recording: {KIND_NAMES[divergence.kind] ?? String(divergence.kind)}
          </a>
          {divergence.causedBy !== null && (
            <span class="dim"> follows from position {divergence.causedBy! + 1}</span>
          )}
        </p>
      )}
      {divergence && divergence.paths.length > 0 && (
        <details class="difference" open={divergence.firstCause}>
          <summary>Difference</summary>
          <PathDiffs paths={divergence.paths} />
        </details>
      )}
      {action.error && <ErrorBlock error={action.error} />}
      <dl class="pairs compact">
        {metadata(action).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {answer && <ModelAnswer loaded={loaded} action={action} answer={answer} />}
      <Content
        title={action.asked === undefined ? 'Inputs' : 'Recorded inputs'}
        value={readPart(action, 'inputs', source.unpack)}
      />
      <Content title="Asked in this run" value={readPart(action, 'asked', source.unpack)} />
      <Content
        title={action.returned === undefined ? 'Outputs' : 'Recorded outputs'}
        value={readPart(action, 'outputs', source.unpack)}
      />
      <Content title="Returned in this run" value={readPart(action, 'returned', source.unpack)} />
      <OmittedParts
        loaded={loaded}
        omitted={action.omitted ?? []}
        name={`action-${action.index}`}
      />
    </section>
  )
}

function metadata(action: ReportAction): Array<readonly [string, string]> {
  const recorded = action.recordedDuration
  const replayed = action.replayedDuration
  const headers = action.timeToHeadersMs ?? null
  const pairs: Array<readonly [string, string | null]> = [
    ['Type', action.type],
    ['Started', action.startedAt ? formatMoment(Date.parse(action.startedAt)) : null],
    ['Span', action.spanId ?? null],
    ['Model', action.model],
    ['Provider', action.provider],
    ['Status', action.status === null ? null : String(action.status)],
    ['Headers after', headers === null ? null : `${formatDuration(headers)} recorded`],
    ['Duration', recorded === null ? null : `${formatDuration(recorded)} recorded`],
    ['Ran for', replayed === null ? null : formatDuration(replayed)],
    ['Starts at', formatDuration(action.recordedStart ?? action.start)],
    ['Tokens in', action.inputTokens === null ? null : formatCount(action.inputTokens)],
    ['Cached', action.cachedInputTokens ? formatCount(action.cachedInputTokens) : null],
    ['Tokens out', action.outputTokens === null ? null : formatCount(action.outputTokens)],
    ['Cost', action.type === 'llm' ? formatUsd(action.costUsd) : null],
    ['Stop reason', action.stopReason],
    ['Within action', action.parent === null ? null : String(action.parent)],
    ['Recorded as', action.recorded === null ? null : `action ${action.recorded}`],
    ['Source', action.source && `${action.source.file}:${action.source.line}`],
  ]
  return pairs.filter((pair): pair is readonly [string, string] => pair[1] !== null)
}

function wholeAction({ source }: LoadedRun, action: ReportAction): Record<string, unknown> {
  const whole: Record<string, unknown> = { ...action }
  if (action.omitted)
    whole['omitted'] = action.omitted.map(({ part, bytes, contentType }) => ({
      part,
      bytes,
      contentType,
    }))
  for (const part of ACTION_PARTS)
    if (action[part] !== undefined) whole[part] = source.unpack(action[part] as JsonValue)
  return whole
}
