import type { ComponentChildren } from 'preact'
import type { MetricComparison } from '../../../core/report/comparison-schema.ts'
import { formatCount } from '../../../core/words/format-number.ts'
import { plural } from '../../../core/words/plural.ts'
import {
  describeTest,
  formatDelta,
  formatMetric,
  formatP,
  formatRelative,
  formatTolerance,
} from '../../../core/words/format-metric.ts'
import { METRIC_LABELS } from './metric-labels.ts'
import { IntervalBar } from './interval-bar.tsx'
import { NumbersBadge } from '../verdict-badge.tsx'

const COLUMNS: ReadonlyArray<readonly [key: string, label: string, kind?: 'number']> = [
  ['metric', 'Metric'],
  ['base', 'Base', 'number'],
  ['head', 'Head', 'number'],
  ['delta', 'Delta', 'number'],
  ['interval', '95% interval'],
  ['p', 'p, corrected', 'number'],
  ['tolerance', 'Tolerance', 'number'],
  ['verdict', 'Verdict'],
  ['basis', 'Based on'],
]

/** Numbers of base and head, what they show, and what they are based on. */
export function MetricTable(props: { metrics: MetricComparison[]; label: string }) {
  const { label } = props
  const metrics = props.metrics.filter(({ base, head }) => base !== null || head !== null)
  const unknown = props.metrics.filter(({ base, head }) => base === null && head === null)
  return (
    <>
      {metrics.length > 0 && <KnownMetrics metrics={metrics} label={label} />}
      <UnknownMetrics metrics={unknown} />
      {props.metrics.length === 0 && <p class="dim">No numbers are known.</p>}
    </>
  )
}

/** Metrics that neither side has, by the reason. */
function UnknownMetrics({ metrics }: { metrics: MetricComparison[] }) {
  const groups = new Map<string, string[]>()
  for (const { metric, note } of metrics) {
    const names = groups.get(note ?? '') ?? []
    groups.set(note ?? '', [...names, METRIC_LABELS[metric] ?? String(metric)])
  }
  if (groups.size === 0) return null
  return (
    <ul class="metric-unknown">
      {[...groups].map(([note, names]) => (
        <li key={note}>
          {names.join('; ')}: {note === '' ? 'not known' : note}
        </li>
      ))}
    </ul>
  )
}

function KnownMetrics({ metrics, label }: { metrics: MetricComparison[]; label: string }) {
  // Without any test there is nothing to say in its columns.
  const isTested = metrics.some(
    ({ interval, significance }) => interval !== null || significance !== null,
  )
  const columns = COLUMNS.filter(([key]) => isTested || (key !== 'interval' && key !== 'p'))
  return (
    <div class={`metric-table ${isTested ? '' : 'untested'}`} role="table" aria-label={label}>
      <div role="rowgroup">
        <div class="metric-row head" role="row">
          {columns.map(([key, title, kind]) => (
            <span key={key} role="columnheader" class={`metric-${key} ${kind ?? ''}`}>
              {title}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup">
        {metrics.map((metric, index) => (
          <MetricRow key={index} metric={metric} isTested={isTested} />
        ))}
      </div>
    </div>
  )
}

function MetricRow({ metric, isTested }: { metric: MetricComparison; isTested: boolean }) {
  const { base, head, delta, relative, unit, significance, basis, note } = metric
  return (
    <div class="metric-row" role="row">
      <span role="rowheader" class="metric-metric">
        {METRIC_LABELS[metric.metric] ?? String(metric.metric)}
      </span>
      <Cell name="base" label="Base" dim={base === null}>
        {formatMetric(base, unit)}
      </Cell>
      <Cell name="head" label="Head" dim={head === null}>
        {formatMetric(head, unit)}
      </Cell>
      <Cell name="delta" label="Delta" dim={delta === null}>
        {delta === null ? 'unknown' : formatDelta(delta, unit)}
        {relative !== null && relative !== 0 && unit !== 'ratio' && unit !== 'score' && (
          <span class="sub dim">{formatRelative(relative)}</span>
        )}
      </Cell>
      {isTested && (
        <>
          <span role="cell" class={metric.interval ? 'metric-interval' : 'metric-interval none'}>
            <IntervalBar metric={metric} />
          </span>
          <Cell name="p" label="p, corrected" dim={!significance}>
            {significance ? formatP(significance.adjustedP) : '\u2013'}
            {significance && <span class="sub dim">{describeTest(significance)}</span>}
          </Cell>
        </>
      )}
      <Cell name="tolerance" label="Tolerance">
        {formatTolerance(metric)}
      </Cell>
      <span role="cell" class="metric-verdict">
        <NumbersBadge verdict={metric.verdict} />
      </span>
      <span role="cell" class="metric-basis">
        {basisText(basis)}
        {note !== null && <span class="sub note">{note}</span>}
      </span>
    </div>
  )
}

interface CellProps {
  name: string
  label: string
  dim?: boolean
  children: ComponentChildren
}

function Cell({ name, label, dim, children }: CellProps) {
  return (
    <span role="cell" class={`number metric-${name} ${dim ? 'dim' : ''}`}>
      <span class="card-label" aria-hidden="true">
        {label}
      </span>
      {children}
    </span>
  )
}

const EVIDENCE: Record<MetricComparison['basis']['evidence'], string> = {
  replay: 'replay',
  recording: 'recording',
  takes: 'takes',
}

function basisText({ evidence, pairs, baseRuns, headRuns }: MetricComparison['basis']): string {
  const runs = `${formatCount(baseRuns)} against ${plural(headRuns, 'run')}`
  const what = EVIDENCE[evidence] ?? String(evidence)
  // Runs of one execution each are their pairs.
  if (pairs > 0 && pairs === baseRuns && pairs === headRuns)
    return `${what}, ${plural(pairs, 'pair')}`
  return pairs > 0 ? `${what}, ${plural(pairs, 'pair')}, ${runs}` : `${what}, ${runs}`
}
