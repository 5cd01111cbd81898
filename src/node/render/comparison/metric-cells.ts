import type {
  MetricComparison,
  Significance,
  StopReasonCounts,
} from '../../../core/report/comparison-schema.ts'
import { renderUsd } from '../text/money.ts'
import { plural } from './verdict-words.ts'

type Unit = MetricComparison['unit']

/** A number of a release, as people read it. */
export function renderValue(value: number | null, unit: Unit): string {
  if (value === null) return 'unknown'
  if (unit === 'usd') return renderUsd(value)
  if (unit === 'ms') return value < 1000 ? `${Math.round(value)} ms` : `${short(value / 1000, 1)} s`
  if (unit === 'tokens') return Math.round(value).toLocaleString('en-US')
  return short(value, unit === 'ratio' ? 3 : unit === 'score' ? 1 : 2)
}

/** By how much, with its sign, and relative to the base where that says more. */
export function renderDelta({ delta, relative, unit }: MetricComparison): string {
  if (delta === null) return 'unknown'
  const share =
    relative === null || unit === 'ratio' || unit === 'score'
      ? ''
      : ` (${signed(relative * 100, (percent) => short(percent, 0))} %)`
  return `${signedValue(delta, unit)}${share}`
}

/** The 95 % interval of the delta; nothing where there are too few runs for one. */
export function renderInterval({ interval, unit }: MetricComparison): string {
  if (interval === null) return ''
  return `${signedValue(interval[0], unit)} to ${signedValue(interval[1], unit)}`
}

/** What a test of significance came to; p is the corrected one. */
export function renderP(significance: Significance | null): string {
  if (significance === null) return ''
  const { adjustedP, test, n } = significance
  const p = adjustedP < 0.001 ? 'p < 0.001' : `p = ${short(adjustedP, 3)}`
  return `${p} (${TESTS[test]}, n = ${n})`
}

const TESTS: Record<Significance['test'], string> = {
  sign: 'sign test',
  fisher: "Fisher's exact test",
  permutation: 'permutation test',
}

/** What the numbers stand on. */
export function renderBasis({ basis }: MetricComparison): string {
  const what =
    basis.evidence === 'replay' ? 'replays' : basis.evidence === 'takes' ? 'takes' : 'recordings'
  const both = `${basis.baseRuns} against ${plural(basis.headRuns, 'run')}`
  return basis.pairs > 0 ? `${plural(basis.pairs, 'pair')} of ${what}` : `${what}, ${both}`
}

export function renderMetricVerdict({ verdict }: MetricComparison): string {
  return verdict === 'not_evidence' ? 'not evidence' : verdict
}

export function renderMetricName({ metric }: MetricComparison): string {
  return metric.replaceAll('_', ' ')
}

/** Why runs ended, where that differs; `null` where it does not. */
export function renderStopReasons(reasons: StopReasonCounts): Array<[string, string]> | null {
  const names = [...new Set([...Object.keys(reasons.base), ...Object.keys(reasons.head)])]
  const of = (counts: Record<string, number>, name: string) =>
    Object.hasOwn(counts, name) ? counts[name]! : 0
  const rows = names
    .map((name) => ({ name, base: of(reasons.base, name), head: of(reasons.head, name) }))
    .sort((a, b) => Math.abs(b.head - b.base) - Math.abs(a.head - a.base))
  if (rows.every(({ base, head }) => base === head)) return null
  return rows.map(({ name, base, head }) => [name, `${base} -> ${head}`])
}

function signedValue(value: number, unit: Unit): string {
  return signed(value, (amount) => renderValue(amount, unit))
}

function signed(value: number, render: (amount: number) => string): string {
  const text = render(Math.abs(value))
  return value > 0 ? `+${text}` : value < 0 ? `-${text}` : text
}

function short(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}
