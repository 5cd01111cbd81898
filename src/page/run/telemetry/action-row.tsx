import type { ReportAction } from '../../../core/report/action-schema.ts'
import { hasFailedAction } from '../../../core/report/failed-action.ts'
import { formatDuration, formatUsd } from '../../../core/words/format-number.ts'
import { Icon, type IconName } from '../../parts/icon.tsx'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { previewOf } from './preview.ts'
import { timeOf, type Bar } from './timeline.ts'

interface ActionRowProps {
  loaded: LoadedRun
  action: ReportAction
  depth: number
  bar: Bar
  open: boolean
}

const OUTCOMES: Record<ReportAction['outcome'], IconName> = {
  success: 'check',
  error: 'cross',
  blocked: 'blocked',
  replayed: 'replayed',
}

function iconOf(outcome: ReportAction['outcome'], replayed: boolean): IconName {
  return replayed && outcome === 'success' ? 'replayed' : (OUTCOMES[outcome] ?? 'minus')
}

/** One action in the list. */
export function ActionRow({ loaded, action, depth, bar, open }: ActionRowProps) {
  const duration = timeOf(action)
  const bad = hasFailedAction(action)
  const outcome = bad && action.outcome !== 'blocked' ? 'error' : action.outcome
  const title = action.replayed ? `${outcome}, replayed` : outcome
  const isMismatched = action.treatment === 'mismatched'
  return (
    <>
      <div class="action-line">
        <span class="action-name" style={{ paddingInlineStart: `${depth * 14}px` }}>
          <span class="action-index">{action.index}</span>
          <span
            class={`outcome tone-${bad ? 'bad' : isMismatched ? 'warn' : 'plain'}`}
            title={isMismatched ? 'answered with the recording of another request' : title}
          >
            <Icon name={isMismatched ? 'mismatched' : iconOf(outcome, action.replayed)} />
            <span class="sr-only">{isMismatched ? 'mismatched answer' : title}</span>
          </span>
          <span class={`kind kind-${action.type}`}>{action.type}</span>
          <span class="name">{action.model ?? action.name}</span>
          {bad && <span class="tag tone-bad">{outcome}</span>}
          {isMismatched && <span class="tag tone-warn">mismatched</span>}
        </span>
        <span class="waterfall" aria-hidden="true">
          <span
            class={`bar bar-${action.type} ${bad ? 'bar-bad' : ''}`}
            style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
          />
        </span>
        <span class="action-time">{duration === null ? '' : formatDuration(duration)}</span>
      </div>
      {open && (
        <div class="action-more">
          {action.error && (
            <p class="tone-bad">
              {action.error.name}: {action.error.message}
            </p>
          )}
          <Preview label="in" text={previewOf(loaded, action, 'inputs')} />
          <Preview label="out" text={previewOf(loaded, action, 'outputs')} />
          <p class="dim">
            {[
              action.treatment,
              action.inputTokens !== null && `${action.inputTokens} in`,
              action.outputTokens !== null && `${action.outputTokens} out`,
              action.type === 'llm' && formatUsd(action.costUsd),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
      )}
    </>
  )
}

function Preview({ label, text }: { label: string; text: string }) {
  if (text === '') return null
  return (
    <p class="preview">
      <span class="dim">{label}</span> {text}
    </p>
  )
}
