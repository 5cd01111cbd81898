import type { MetricComparison, Significance } from '../report/comparison-schema.ts'
import {
  formatCount,
  formatDuration,
  formatRatio,
  formatScore,
  formatShort,
  formatUsd,
} from './format-number.ts'

type Unit = MetricComparison['unit']

/**
 * Prints a metric's value; one that is not known is never 0.
 *
 * @example
 * formatMetric(0.0123, 'usd') // '$0.0123'
 */
export function formatMetric(value: number | null, unit: Unit): string {
  if (value === null) return 'unknown'
  switch (unit) {
    case 'ratio':
      return formatRatio(value)
    case 'score':
      return formatScore(value)
    case 'ms':
      return formatDuration(value)
    case 'usd':
      return formatUsd(value)
    case 'tokens':
      return formatCount(value)
    default:
      return formatShort(value, 2)
  }
}

/** Prints the difference of two values of a metric, with its sign. */
export function formatDelta(delta: number, unit: Unit): string {
  return signed(delta, (size) => {
    if (unit === 'ratio') return formatShort(size, 3)
    return unit === 'score' ? formatShort(size, 1) : formatMetric(size, unit)
  })
}

/**
 * Prints a difference as a share of the base.
 *
 * @example
 * formatRelative(0.379) // '+37.9%'
 */
export function formatRelative(relative: number): string {
  return `${signed(relative, (size) => formatShort(size * 100, size < 1 ? 1 : 0))}%`
}

/** Prints what is tolerated: absolute where the base is a share or a score, else relative to it. */
export function formatTolerance({ tolerance, unit }: MetricComparison): string {
  if (tolerance === 0) return 'none'
  const isAbsolute = unit === 'ratio' || unit === 'score'
  return isAbsolute ? formatShort(tolerance, 3) : `${formatShort(tolerance * 100, 1)}%`
}

/** Prints a p value in two digits; a very small one is not 0, and one below 1 is not 1. */
export function formatP(p: number): string {
  if (p < 0.001) return '< 0.001'
  return String(p < 1 ? Math.min(0.99, Number(p.toPrecision(2))) : 1)
}

const TESTS: Record<Significance['test'], string> = {
  sign: 'sign test',
  fisher: "Fisher's exact test",
  permutation: 'permutation test',
}

/** Names a test and the number of what it went over. */
export function describeTest({ test, n }: Significance): string {
  // A report of a later version may hold another test.
  return `${TESTS[test] ?? String(test)}, n = ${formatCount(n)}`
}

function signed(value: number, print: (size: number) => string): string {
  return `${value > 0 ? '+' : value < 0 ? '-' : ''}${print(Math.abs(value))}`
}
