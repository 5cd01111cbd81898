import type {
  MetricComparison,
  ReleaseNumbers,
  Segment,
} from '../../../core/report/comparison-schema.ts'
import type { Color } from '../text/paint.ts'
import {
  renderBasis,
  renderDelta,
  renderInterval,
  renderMetricName,
  renderMetricVerdict,
  renderP,
  renderPasses,
  renderStopReasons,
} from './metric-cells.ts'
import { formatMetric } from '../../../core/words/format-metric.ts'
import { splitKnown } from './known-metrics.ts'
import { alignColumns, type TerminalLines } from './terminal-lines.ts'
import { plural } from '../../../core/words/plural.ts'

const COLORS: Record<MetricComparison['verdict'], Color | null> = {
  regressed: 'red',
  improved: 'green',
  unchanged: null,
  not_evidence: 'dim',
  unknown: 'dim',
}
const MAX_SEGMENTS = 12
const MAX_STOP_REASONS = 8

/** Adds the numbers of a release, each with its basis. */
export function putNumbers(out: TerminalLines, title: string, numbers: ReleaseNumbers): void {
  const stops = renderStopReasons(numbers.stopReasons)
  if (numbers.metrics.length === 0 && stops === null) return
  out.put('')
  out.put(`  ${title}: ${numbers.verdict.replaceAll('_', ' ')}`, 'bold')
  const { known, unknown } = splitKnown(numbers.metrics)
  putMetrics(out, known, '    ')
  for (const { names, note } of unknown) out.put(`    ${names.join(', ')}: ${note}`, 'dim')
  const passes = renderPasses(numbers.passes)
  if (passes.length > 0) out.put('    all of k takes succeed, base -> head, 95 % interval')
  for (const line of passes) out.put(`      ${line}`)
  if (!stops) return
  const p = renderP(numbers.stopReasons.significance)
  out.put(`    stop reasons, base -> head${p === '' ? '' : `, ${p}`}`)
  for (const [name, counts] of stops.slice(0, MAX_STOP_REASONS)) out.put(`      ${name}: ${counts}`)
  if (stops.length > MAX_STOP_REASONS)
    out.put(`      ... and ${stops.length - MAX_STOP_REASONS} more`, 'dim')
}

/** Adds the segments in which a number moved. */
export function putSegments(out: TerminalLines, segments: readonly Segment[]): void {
  const changed = segments.filter(({ metrics }) => metrics.some(isMoved))
  if (changed.length === 0) return
  out.put('')
  out.put('  where numbers changed', 'bold')
  for (const { by, value, baseRuns, headRuns, metrics } of changed.slice(0, MAX_SEGMENTS)) {
    out.put(`    ${by} ${value} (${baseRuns} against ${plural(headRuns, 'run')})`)
    putMetrics(out, metrics.filter(isMoved), '      ')
  }
  if (changed.length > MAX_SEGMENTS)
    out.put(`    ... and ${plural(changed.length - MAX_SEGMENTS, 'more segment')}`, 'dim')
}

export function isMoved({ verdict }: MetricComparison): boolean {
  return verdict === 'regressed' || verdict === 'improved'
}

function putMetrics(
  out: TerminalLines,
  metrics: readonly MetricComparison[],
  indent: string,
): void {
  if (metrics.length === 0) return
  const rows = alignColumns([
    ['metric', 'base', 'head', 'delta', 'verdict'],
    ...metrics.map((metric) => [
      renderMetricName(metric),
      formatMetric(metric.base, metric.unit),
      formatMetric(metric.head, metric.unit),
      renderDelta(metric),
      renderMetricVerdict(metric),
    ]),
  ])
  out.put(`${indent}${rows[0]!}`, 'dim')
  for (const [at, metric] of metrics.entries()) {
    out.put(`${indent}${rows[at + 1]!}`, COLORS[metric.verdict])
    const interval = renderInterval(metric)
    const details = [
      renderBasis(metric),
      ...(interval === '' ? [] : [`95 % interval ${interval}`]),
      renderP(metric.significance),
      metric.note ?? '',
    ]
    out.put(`${indent}  ${details.filter((part) => part !== '').join('; ')}`, 'dim')
  }
}
