import type { JsonValue } from '../../core/json.ts'
import type { Outcome } from '../../core/report/schema.ts'
import { formatDate } from '../format/format-date.ts'
import { ErrorBlock } from '../parts/error-block.tsx'
import { JsonBlock } from '../parts/json-block.tsx'
import type { LoadedRun } from '../report/loaded-run.ts'
import { OmittedParts } from './telemetry/omitted-parts.tsx'

/** The input of a run, and how it ended: its output or its error, and when. */
export function OutcomeSection({ loaded }: { loaded: LoadedRun }) {
  const { run, source } = loaded
  const outcome = run.finalOutput.replayed ?? run.finalOutput.recorded
  const input = run.input === undefined ? undefined : source.unpack(run.input)
  const ended = run.endedAt ? Date.parse(run.endedAt) : null
  return (
    <section class="outcome-of-run" aria-label="Input and end">
      <div>
        <h2>Input</h2>
        {input === undefined ? <p class="dim">none</p> : <JsonBlock value={input} />}
      </div>
      <div>
        <h2>
          {outcome && 'error' in outcome ? 'Ended in an error' : 'Final output'}{' '}
          {ended !== null && <span class="dim">{formatDate(ended)}</span>}
        </h2>
        <End outcome={outcome} unpack={source.unpack} />
      </div>
      <OmittedParts loaded={loaded} omitted={run.omitted ?? []} name="run" />
    </section>
  )
}

function End({
  outcome,
  unpack,
}: {
  outcome: Outcome | null
  unpack: (packed: JsonValue) => JsonValue
}) {
  if (outcome === null) return <p class="dim">It did not end.</p>
  if ('error' in outcome) return <ErrorBlock error={outcome.error} />
  if (outcome.output === undefined) return <p class="dim">none</p>
  return <JsonBlock value={unpack(outcome.output)} />
}
