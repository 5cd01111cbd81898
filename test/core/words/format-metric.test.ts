import { expect, test } from 'vitest'
import {
  formatDelta,
  formatMetric,
  formatP,
  formatRelative,
} from '../../../src/core/words/format-metric.ts'
import { HISTORY_COLUMNS } from '../../../src/node/render/history/history-columns.ts'
import { renderDelta } from '../../../src/node/render/comparison/metric-cells.ts'
import { TRENDS } from '../../../src/page/history/trends.ts'
import type { MetricName } from '../../../src/core/report/comparison-schema.ts'
import { buildComparison } from '../comparison/build-comparison.ts'
import { replayed, type Sides } from '../comparison/build-sides.ts'
import { HAND_OVER, REFUND } from '../comparison/full-comparison.ts'

test.each([
  [-0.0004, 'ratio', '-0.0004'],
  [0, 'ratio', '0'],
  [-0, 'ratio', '0'],
  [-0.065, 'ratio', '-0.065'],
  [0.04, 'score', '+0.04'],
  [0.0047, 'usd', '+$0.0047'],
  [-1234.5, 'ms', '-1.23 s'],
] as const)('the difference %s in %s is printed as %s', (delta, unit, text) => {
  expect(formatDelta(delta, unit)).toBe(text)
})

test('a difference is never printed as -0', () => {
  const delta = 1 - 1e-9 - 1
  expect(formatDelta(delta, 'usd')).not.toMatch(/^-\$?0$/)
  expect(formatRelative(delta)).not.toBe('-0%')
  const { head: base } = replayed('a', REFUND, HAND_OVER, { matchRate: 0.9 })
  const { head } = replayed('a', REFUND, HAND_OVER, { matchRate: 0.8996 })
  expect(renderDelta(rowOf('match_rate', [{ base, head }]))).toBe('-0.0004')
})

/** The row of a metric among the numbers of a comparison of these runs. */
function rowOf(metric: MetricName, runs: readonly Sides[]) {
  return buildComparison(runs).numbers.metrics.find((row) => row.metric === metric)!
}

test.each([
  [0.9996, '0.99'],
  [1, '1'],
  [0.123, '0.12'],
  [0.0291, '0.029'],
  [0.0001, '< 0.001'],
])('p %d is printed as %s', (p, text) => expect(formatP(p)).toBe(text))

test('the history prints a number as a comparison does, in the terminal and on the page', () => {
  const entry = {
    version: 1,
    release: 'v1',
    commit: null,
    date: '2026-01-01T00:00:00Z',
    runs: 1,
    recordings: 1,
    matchRate: 0.9996,
    determinism: 89.96,
    costUsd: 0.01236,
    tokens: 12_345.6,
    errorRate: 0.0004,
    latencyP95Ms: 1234.5,
    repeatedToolCalls: 1.234,
  } as const
  const printed = [
    formatMetric(entry.matchRate, 'ratio'),
    formatMetric(entry.determinism, 'score'),
    formatMetric(entry.costUsd, 'usd'),
    formatMetric(entry.errorRate, 'ratio'),
    formatMetric(entry.tokens, 'tokens'),
    formatMetric(entry.latencyP95Ms, 'ms'),
    formatMetric(entry.repeatedToolCalls, 'count'),
  ]
  expect(printed).toEqual(['0.999', '89.9', '$0.0124', '0.001', '12,346', '1.23 s', '1.23'])
  expect(HISTORY_COLUMNS.map(({ read, print }) => print(read(entry)!))).toEqual(printed)
  expect(TRENDS.map(({ valueOf, print }) => print(valueOf(entry)!))).toEqual(printed)
})
