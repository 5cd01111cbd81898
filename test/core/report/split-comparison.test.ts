import { expect, test } from 'vitest'
import { largeComparison, releaseComparison } from '../../../fixtures/reports/releases.ts'
import { splitComparison } from '../../../src/core/report/split-comparison.ts'
import { splitReport } from '../../../src/core/report/split-report.ts'
import { ReplayReportSchema } from '../../../src/core/report/schema.ts'
import { buildReport } from '../../report/build-report.ts'

test('every compared run is in its part, in the order of the heads', () => {
  const comparison = largeComparison(2000)
  const { head, parts } = splitComparison(comparison)
  expect(parts.length).toBeGreaterThan(3)
  const next = parts.map(() => 0)
  for (const [index, { run, digest, part }] of head.heads.entries()) {
    const original = comparison.runs[index]!
    expect(parts[part]!.runs[next[part]!++]).toBe(original)
    expect(run).toMatchObject({ id: original.id, verdict: original.verdict, head: original.head })
    expect(run).toMatchObject({ tools: null, finalOutput: null, metrics: [] })
    expect(digest.divergences).toBe(original.divergences.length + original.moreDivergences)
  }
  expect(next).toEqual(parts.map(({ runs }) => runs.length))
  expect(head).toMatchObject({ totals: comparison.totals, numbers: comparison.numbers })
  expect(head).not.toHaveProperty('runs')
})

test('a head keeps what its list shows: the first cause without its differences, and counts', () => {
  const { head } = splitComparison(releaseComparison())
  const { run, digest } = head.heads[0]!
  expect(run.divergences).toMatchObject([{ cause: 'system_prompt', paths: [], firstCause: true }])
  expect(digest).toEqual({ divergences: 9, firstCauses: 2, toolsAdded: 3, toolsRemoved: 1 })
})

test('a split report carries its comparison and its history', () => {
  const comparison = releaseComparison()
  const { history } = comparison
  const report = ReplayReportSchema.parse({ ...buildReport([]), comparison, history })
  const split = splitReport(report, { always: true })!
  expect(split.head.history).toEqual(history)
  expect(split.head.comparison!.heads).toHaveLength(comparison.runs.length)
  expect(split.compared.flatMap(({ runs }) => runs)).toEqual(comparison.runs)
  const without = splitReport(buildReport([]), { always: true })!
  expect(without.head).not.toHaveProperty('comparison')
  expect(without.head).not.toHaveProperty('history')
  expect(without.compared).toEqual([])
})
