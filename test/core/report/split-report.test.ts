import { expect, test } from 'vitest'
import { largeReport } from '../../../fixtures/reports/large.ts'
import { supportAgentReport } from '../../../fixtures/reports/support-agent.ts'
import { createUnpacker } from '../../../src/core/report/contents.ts'
import { splitReport } from '../../../src/core/report/split-report.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')

test('a small report stays whole', () => {
  expect(splitReport(supportAgentReport(NOW))).toBeNull()
})

test('every run is in its part, in the order of the heads, with all that it refers to', () => {
  const report = largeReport(120, 50, NOW)
  const { head, parts } = splitReport(report)!
  expect(parts.length).toBeGreaterThan(2)
  const next = parts.map(() => 0)
  const whole = createUnpacker(report.contents)
  const unpackers = parts.map(({ contents }) => createUnpacker(contents))
  for (const [index, { run, part, digest }] of head.heads.entries()) {
    const original = report.runs[index]!
    const found = parts[part]!.runs[next[part]!++]
    expect(found).toBe(original)
    expect(run.runId).toBe(original.runId)
    expect(run.actions).toEqual([])
    expect(digest).toMatchObject({ actions: 50, good: 50, models: ['gpt-4o'] })
    for (const action of original.actions) {
      for (const packed of [action.inputs!, action.outputs!])
        expect(unpackers[part]!(packed)).toEqual(whole(packed))
    }
  }
  expect(next).toEqual(parts.map(({ runs }) => runs.length))
})

test('the head is a fraction of the whole', () => {
  const report = largeReport(120, 50, NOW)
  const { head } = splitReport(report)!
  expect(JSON.stringify(head).length).toBeLessThan(JSON.stringify(report).length / 20)
})
