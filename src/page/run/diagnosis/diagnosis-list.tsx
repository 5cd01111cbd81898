import { plural } from '../../../core/words/plural.ts'
import type { Diagnosis } from '../../../core/report/diagnosis-schema.ts'
import { formatDuration } from '../../../core/words/format-number.ts'
import type { ComponentChildren } from 'preact'
import { runHref } from '../../route/route.ts'

/** The known facts of why a run failed; its actions are links where the run is given. */
export function DiagnosisList({ diagnosis, id }: { diagnosis: Diagnosis; id: string | null }) {
  const { firstErrorSpan, decisionBehindIt, slowestSpan, repeatedToolCalls } = diagnosis
  const Span = ({ index, name }: { index: number; name: string }) =>
    id === null ? (
      <bdi class="mono">{name}</bdi>
    ) : (
      <a href={runHref(id, 'telemetry', index)}>
        action {index}: <bdi>{name}</bdi>
      </a>
    )
  return (
    <dl class="pairs diagnosis-facts">
      <Pair name="Class">
        {diagnosis.errorClass.replaceAll('_', ' ')}
        {diagnosis.layer && <span class="dim">, look at the {diagnosis.layer}</span>}
        {diagnosis.status !== 'observed' && <span class="dim">, {diagnosis.status}</span>}
      </Pair>
      {firstErrorSpan && (
        <Pair name="First error">
          <Span {...firstErrorSpan} />
        </Pair>
      )}
      {decisionBehindIt && (
        <Pair name="Decided by">
          <Span {...decisionBehindIt} />
        </Pair>
      )}
      {slowestSpan && (
        <Pair name="Slowest">
          <Span {...slowestSpan} />
          <span class="dim">, {formatDuration(slowestSpan.recordedDuration)}</span>
        </Pair>
      )}
      {repeatedToolCalls.length > 0 && (
        <Pair name="Repeated">
          {repeatedToolCalls
            .map(({ name, count }) => `${name} ${plural(count, 'time')}`)
            .join(', ')}
        </Pair>
      )}
      <Pair name="Remedy">{diagnosis.remedy}</Pair>
    </dl>
  )
}

function Pair({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
