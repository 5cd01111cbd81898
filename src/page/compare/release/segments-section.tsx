import { useState } from 'preact/hooks'
import type { Segment } from '../../../core/report/comparison-schema.ts'
import { formatCount } from '../../../core/words/format-number.ts'
import { plural } from '../../../core/words/plural.ts'
import { formatDelta } from '../../../core/words/format-metric.ts'
import { METRIC_LABELS } from './metric-labels.ts'
import { MetricTable } from './metric-table.tsx'

const KINDS: ReadonlyArray<readonly [Segment['by'], string]> = [
  ['agent', 'Agent'],
  ['workflow', 'Workflow'],
  ['model', 'Model'],
  ['tool', 'Tool'],
]
const FIRST = 30

/** The numbers by agent, workflow, model and tool. */
export function SegmentsSection({ segments }: { segments: Segment[] }) {
  if (segments.length === 0) return null
  return (
    <section class="compare-section" aria-labelledby="segments-title">
      <h2 id="segments-title">By agent, workflow, model and tool</h2>
      {KINDS.map(([by, label]) => {
        const some = segments.filter((segment) => segment.by === by)
        return some.length === 0 ? null : <Group key={by} label={label} segments={some} />
      })}
    </section>
  )
}

function Group({ label, segments }: { label: string; segments: Segment[] }) {
  const [open, setOpen] = useState(false)
  const shown = open ? segments : segments.slice(0, FIRST)
  return (
    <div class="segment-group">
      <h3>{label}</h3>
      <div>
        {shown.map((segment, index) => (
          <SegmentRow key={index} segment={segment} />
        ))}
        {segments.length > shown.length && (
          <button type="button" class="button quiet" onClick={() => setOpen(true)}>
            Show {formatCount(segments.length - shown.length)} more
          </button>
        )}
      </div>
    </div>
  )
}

/** The reason why no metric is named: too few runs are no sign that nothing changed. */
function calmText(metrics: Segment['metrics']): string {
  const verdicts = new Set(metrics.map(({ verdict }) => verdict))
  if (verdicts.has('unchanged')) return 'no consistent difference'
  return verdicts.has('not_evidence') ? 'too few runs to tell' : 'nothing is known'
}

function SegmentRow({ segment }: { segment: Segment }) {
  const { value, baseRuns, headRuns, metrics } = segment
  const changed = metrics.filter(({ verdict }) => verdict === 'regressed' || verdict === 'improved')
  const runs =
    baseRuns === headRuns
      ? plural(baseRuns, 'run')
      : `${formatCount(baseRuns)} against ${plural(headRuns, 'run')}`
  return (
    <details class="segment">
      <summary>
        <span class="segment-value">{value}</span>
        <span class="dim">{runs}</span>
        {changed.map(({ metric, delta, unit, verdict }) => (
          <span key={metric} class={verdict === 'regressed' ? 'tone-bad' : 'tone-good'}>
            {METRIC_LABELS[metric] ?? String(metric)} {verdict}
            {delta === null ? '' : ` ${formatDelta(delta, unit)}`}
          </span>
        ))}
        {changed.length === 0 && <span class="dim">{calmText(metrics)}</span>}
      </summary>
      <MetricTable metrics={metrics} label={`Metrics of ${value}`} />
    </details>
  )
}
