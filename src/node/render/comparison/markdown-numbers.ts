import type {
  Comparison,
  MetricComparison,
  ReleaseNumbers,
  Segment,
} from '../../../core/report/comparison-schema.ts'
import { markdownCode } from '../../../core/words/escape-markdown.ts'
import { formatMetric } from '../../../core/words/format-metric.ts'
import { escapeHtml } from '../../../core/words/escape-html.ts'
import { splitKnown } from './known-metrics.ts'
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
import { listOf } from './verdict-words.ts'
import { isMoved } from './terminal-numbers.ts'

const HEAD = [
  '| metric | base | head | delta | 95 % interval | p | verdict | based on |',
  '| --- | ---: | ---: | ---: | --- | --- | --- | --- |',
]
const MAX_SEGMENTS = 15
const MAX_STOP_REASONS = 10

/** The table of numbers of a release, each with what it is based on. */
export function markdownNumbers(title: string, numbers: ReleaseNumbers): string[] {
  const stops = renderStopReasons(numbers.stopReasons)
  if (numbers.metrics.length === 0 && stops === null) return []
  const { known, unknown } = splitKnown(numbers.metrics)
  const shown = (stops ?? []).slice(0, MAX_STOP_REASONS)
  const more = (stops?.length ?? 0) - shown.length
  const p = renderP(numbers.stopReasons.significance)
  const reasons = [
    ...shown.map(([name, counts]) => `${markdownCode(name, 60)} ${escapeHtml(counts)}`),
    ...(more > 0 ? [`${more} more`] : []),
  ]
  const passes = renderPasses(numbers.passes)
  const heading = `${title}: ${numbers.verdict.replaceAll('_', ' ')}`
  // Numbers that are no evidence are folded.
  const isFolded = numbers.verdict === 'not_evidence'
  return [
    isFolded ? `<details><summary>${heading}</summary>` : `#### ${heading}`,
    '',
    ...(known.length > 0 ? [...HEAD, ...known.map((one) => row(one)), ''] : []),
    ...unknown.flatMap(({ names, note }) => [`${names.join(', ')}: ${markdownCode(note)}.`, '']),
    ...(passes.length > 0
      ? [`All of k takes succeed: ${passes.map(escapeHtml).join('; ')}.`, '']
      : []),
    ...(stops ? [`Stop reasons: ${reasons.join(', ')}${p === '' ? '' : `; ${p}`}.`, ''] : []),
    ...(isFolded ? ['</details>', ''] : []),
  ]
}

/** Agents, workflows, models and tools in which a number moved. */
export function markdownSegments(segments: readonly Segment[]): string[] {
  const moved = segments.filter(({ metrics }) => metrics.some(isMoved))
  if (moved.length === 0) return []
  const rows = moved
    .slice(0, MAX_SEGMENTS)
    .flatMap(({ by, value, metrics }) =>
      metrics.filter(isMoved).map((one) => row(one, `${by} ${markdownCode(value, 60)}: `)),
    )
  const more = moved.length - MAX_SEGMENTS
  return [
    '<details><summary>Where numbers changed</summary>',
    '',
    ...HEAD,
    ...rows,
    ...(more > 0 ? ['', `${more} more segments changed.`] : []),
    '',
    '</details>',
    '',
  ]
}

const MAX_HYPOTHESES = 5

/** Hypotheses about the cause, each with its evidence. */
export function markdownHypotheses({ hypotheses, runs }: Comparison): string[] {
  if (hypotheses.length === 0) return []
  const names = new Map(runs.map(({ id, name }) => [id, name]))
  const items = hypotheses.slice(0, MAX_HYPOTHESES).flatMap(({ layer, statement, evidence }) => [
    `- ${layer.replaceAll('_', ' ')}: ${markdownCode(statement, 200)}`,
    ...evidence.slice(0, 3).map(({ text, runs: ids }) => {
      const of = ids.map((id) => markdownCode(names.get(id) ?? id, 60))
      return `  - ${markdownCode(text, 200)}${of.length > 0 ? `: ${listOf(of, 3)}` : ''}`
    }),
  ])
  return ['#### Where to look first', '', ...items, '']
}

function row(metric: MetricComparison, prefix = ''): string {
  const note = metric.note === null ? '' : `; ${markdownCode(metric.note, 100)}`
  const verdict = renderMetricVerdict(metric)
  const cells = [
    `${prefix}${renderMetricName(metric)}`,
    formatMetric(metric.base, metric.unit),
    formatMetric(metric.head, metric.unit),
    renderDelta(metric),
    renderInterval(metric),
    escapeHtml(renderP(metric.significance)),
    isMoved(metric) ? `**${verdict}**` : verdict,
    `${renderBasis(metric)}${note}`,
  ]
  return `| ${cells.join(' | ')} |`
}
