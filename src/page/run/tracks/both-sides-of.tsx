import { readAsked, readPart, readReturned } from '../../../core/report/action-codec/read-action.ts'
import type { JsonValue } from '../../../core/json.ts'
import { formatCount, formatDuration, formatUsd } from '../../../core/words/format-number.ts'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { runHref } from '../../route/route.ts'
import type { ShownPosition } from '../simulation/positions.ts'
import { previewAnswer, previewRequest } from '../telemetry/preview.ts'

/** One position on both sides: what was asked, and what came back. */
export function BothSidesOf({ loaded, position }: { loaded: LoadedRun; position: ShownPosition }) {
  const { recorded, replayed, divergence } = position
  const { unpack } = loaded.source
  const isRecorded = loaded.run.mode === 'record'
  const before = recorded ?? (replayed?.recorded != null || isRecorded ? replayed : null)
  const was = replayed?.recorded != null || isRecorded ? replayed : null
  const part = (name: 'inputs' | 'outputs'): JsonValue | undefined => {
    if (was) return readPart(was, name, unpack)
    const packed = recorded?.[name]
    return packed === undefined ? undefined : unpack(packed)
  }
  const type = before?.type ?? replayed?.type ?? 'step'
  return (
    <div class={isRecorded ? 'both-sides single' : 'both-sides'}>
      <div class="one-side">
        <p class="one-side-head">
          <b>Recorded</b>
          {before ? <Facts action={before} /> : <span class="dim">nothing</span>}
        </p>
        {before && (
          <>
            <Said label="asked" text={previewRequest(part('inputs'), type)} />
            <Said label="answered" text={previewAnswer(part('outputs'), was, unpack)} />
          </>
        )}
      </div>
      {!isRecorded && (
        <div class={divergence ? 'one-side differs' : 'one-side'}>
          <p class="one-side-head">
            <b>Replayed</b>
            {replayed ? (
              <>
                <Facts action={replayed} />
                <a href={runHref(loaded.id, 'telemetry', replayed.index)}>
                  action {replayed.index}
                </a>
              </>
            ) : (
              <span class="dim">nothing</span>
            )}
          </p>
          {replayed && (
            <>
              <Said label="asked" text={previewRequest(readAsked(replayed, unpack), type)} />
              <Said
                label="answered"
                text={previewAnswer(readReturned(replayed, unpack), replayed, unpack)}
              />
              {replayed.error && (
                <p class="tone-bad">
                  <bdi>
                    {replayed.error.name}: {replayed.error.message}
                  </bdi>
                </p>
              )}
            </>
          )}
        </div>
      )}
    </div>
  )
}

interface Shown {
  type: string
  name: string
  model: string | null
  duration?: number
  recordedDuration?: number | null
  inputTokens: number | null
  outputTokens: number | null
  costUsd: number | null
}

function Facts({ action }: { action: Shown }) {
  const { type, name, model, inputTokens, outputTokens, costUsd } = action
  const duration = action.duration ?? action.recordedDuration ?? null
  return (
    <>
      <span class={`kind kind-${type}`}>{type}</span> <bdi>{model ?? name}</bdi>
      <span class="dim">
        {[
          duration === null ? '' : formatDuration(duration),
          inputTokens === null ? '' : `${formatCount(inputTokens)} in`,
          outputTokens === null ? '' : `${formatCount(outputTokens)} out`,
          type === 'llm' ? formatUsd(costUsd) : '',
        ]
          .filter(Boolean)
          .join(', ')}
      </span>
    </>
  )
}

function Said({ label, text }: { label: string; text: string }) {
  if (text === '') return null
  return (
    <p class="said-side">
      <span class="dim">{label}</span> <bdi>{text}</bdi>
    </p>
  )
}
