import { useState } from 'preact/hooks'
import type { JsonValue } from '../../../core/json.ts'
import type { RecordedActionReport, ReportAction } from '../../../core/report/action-schema.ts'
import type { Outcome } from '../../../core/report/schema.ts'
import { formatDuration, formatUsd } from '../../../core/words/format-number.ts'
import { Badge, type Tone } from '../../parts/badge.tsx'
import type { IconName } from '../../parts/icon.tsx'
import { JsonBlock } from '../../parts/json-block.tsx'
import { ValueDiff } from '../../parts/diff/value-diff.tsx'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { runHref } from '../../route/route.ts'
import { KIND_NAMES } from '../../../core/words/causes.ts'
import { OmittedParts } from '../telemetry/omitted-parts.tsx'
import { PathDiffs } from './path-diffs.tsx'
import type { ShownPosition } from './positions.ts'

/** One position: both sides, and whether they agree. */
export function PositionRow({ loaded, position }: { loaded: LoadedRun; position: ShownPosition }) {
  const { recorded, replayed, divergence, final } = position
  const [open, setOpen] = useState(false)
  const [tone, icon, text] = statusOf(position)
  const hasMore = final || (divergence?.paths.length ?? 0) > 0
  return (
    <>
      <div class={`position ${divergence?.firstCause ? 'is-cause' : ''}`} role="presentation">
        <span role="cell" class="dim number">
          {position.index + 1}
        </span>
        <span role="cell" class="side">
          {final ? (
            'final output'
          ) : recorded ? (
            <Side action={recorded} duration={recorded.duration} />
          ) : replayed && replayed.recorded !== null ? (
            <Side action={replayed} duration={replayed.recordedDuration} />
          ) : (
            <span class="dim">nothing</span>
          )}
        </span>
        <span role="cell">
          <Badge tone={tone} icon={icon} text={text} />
        </span>
        <span role="cell" class="side">
          {final ? (
            'final output'
          ) : replayed ? (
            <a href={runHref(loaded.id, 'telemetry', replayed.index)}>
              {replayed.model ?? replayed.name}
            </a>
          ) : (
            <span class="dim">nothing</span>
          )}
          {hasMore && (
            <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? 'hide' : 'show'}
              {divergence ? ' difference' : ''}
            </button>
          )}
        </span>
      </div>
      {open && (
        <div class="position-diff">
          {final ? (
            <FinalOutput loaded={loaded} differs={divergence !== null} />
          ) : (
            <PathDiffs paths={divergence?.paths ?? []} />
          )}
        </div>
      )}
    </>
  )
}

function Side({
  action,
  duration,
}: {
  action: RecordedActionReport | ReportAction
  duration: number | null
}) {
  return (
    <>
      <span class={`kind kind-${action.type}`}>{action.type}</span>
      <span>{action.model ?? action.name}</span>
      <span class="dim">
        {duration === null ? '' : formatDuration(duration)}
        {action.type === 'llm' && action.costUsd !== null ? ` ${formatUsd(action.costUsd)}` : ''}
      </span>
    </>
  )
}

function FinalOutput({ loaded, differs }: { loaded: LoadedRun; differs: boolean }) {
  const { recorded, replayed } = loaded.run.finalOutput
  const omitted = (loaded.run.omitted ?? []).filter(({ part }) => part !== 'input')
  if (omitted.length > 0)
    return (
      <>
        <OmittedParts loaded={loaded} omitted={omitted} name="final-output" />
        {[recorded, replayed].map((outcome, index) => {
          const value = outcome && ('error' in outcome || 'output' in outcome)
          return value ? <JsonBlock key={index} value={valueOf(outcome, loaded) ?? null} /> : null
        })}
      </>
    )
  if (!differs) return <JsonBlock value={valueOf(replayed ?? recorded, loaded) ?? null} />
  return <ValueDiff recorded={valueOf(recorded, loaded)} replayed={valueOf(replayed, loaded)} />
}

function valueOf(outcome: Outcome | null, { source }: LoadedRun): JsonValue | undefined {
  if (outcome === null) return undefined
  if ('error' in outcome) return `${outcome.error.name}: ${outcome.error.message}`
  return outcome.output === undefined ? null : source.unpack(outcome.output)
}

function statusOf({ divergence, replayed }: ShownPosition): [Tone, IconName, string] {
  if (!divergence) {
    if (replayed?.treatment === 'volatile')
      return ['info', 'equal', 'same but for generated values']
    return ['good', 'equal', 'same']
  }
  const words = KIND_NAMES[divergence.kind] ?? String(divergence.kind)
  if (!divergence.firstCause)
    return ['plain', 'differ', `${words}, follows from ${divergence.causedBy! + 1}`]
  if (divergence.kind === 'missing_action') return ['bad', 'minus', words]
  if (divergence.kind === 'extra_action') return ['bad', 'plus', words]
  if (divergence.kind === 'order') return ['bad', 'order', words]
  return ['bad', 'differ', words]
}
