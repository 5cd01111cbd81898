import { expect, test } from 'vitest'
import { largeReport } from '../../../fixtures/reports/large.ts'
import { supportAgentReport } from '../../../fixtures/reports/support-agent.ts'
import { createContentStore } from '../../../src/core/report/contents/contents.ts'
import { createUnpacker } from '../../../src/core/report/contents/unpack-contents.ts'
import { splitFiles, splitReport } from '../../../src/core/report/split-report.ts'
import { buildAction, buildReport, buildRun } from '../../report/build-report.ts'
import { wholeTest } from '../../table-size.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')

/** Making it takes longer than all that is done with it. */
const large = largeReport(120, 50, NOW)
const split = splitReport(large)!

test('a small report stays whole', () => {
  expect(splitReport(supportAgentReport(NOW))).toBeNull()
})

wholeTest('every run is in its part, in the order of the heads, with all that it refers to', () => {
  const { head, parts } = split
  expect(parts.length).toBeGreaterThan(2)
  const next = parts.map(() => 0)
  const whole = createUnpacker(large.contents)
  const unpackers = parts.map(({ contents }) => createUnpacker(contents))
  for (const [index, { run, part, digest }] of head.heads.entries()) {
    const original = large.runs[index]!
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
  expect(JSON.stringify(split.head).length).toBeLessThan(JSON.stringify(large).length / 20)
})

test('few actions that say much are split by their size', () => {
  const report = largeReport(4, 10, NOW)
  expect(splitReport(report)).toBeNull()
  expect(splitReport(report, { always: true })!.parts).toHaveLength(1)
  expect(
    splitReport(report, { size: 8 * 1024 * 1024 })!.parts.map(({ runs }) => runs.length),
  ).toEqual([2, 2])
  expect(splitReport(report, { size: 2 ** 30 })!.parts).toHaveLength(4)
})

test('what is offered as a file is in no part, unless it is shown elsewhere', () => {
  const store = createContentStore((text) => text.trim().replaceAll(' ', '-'))
  const inputs = store.pack({ text: 'shown '.repeat(50) })
  const [file, shared] = [store.keepText('a file'), store.keepText('shown and a file')]
  const omitted = [file, shared].map((text) => ({
    part: 'outputs' as const,
    bytes: 6,
    contentType: null,
    content: { encoding: 'text' as const, text },
  }))
  const actions = [buildAction({ inputs, outputs: [shared], omitted })]
  const report = buildReport([buildRun({ actions })], store.contents)
  const withoutFiles = splitFiles(report)
  expect(withoutFiles.files).toEqual({
    'fa-file': 'a file',
    'fshown-and-a-file': 'shown and a file',
  })
  const { contents } = withoutFiles.report
  expect(Object.keys(contents)).toHaveLength(Object.keys(report.contents).length - 1)
  const unpack = createUnpacker(contents)
  expect([unpack(inputs), unpack(shared)]).toEqual([
    { text: 'shown '.repeat(50) },
    'shown and a file',
  ])
  expect(withoutFiles.report.runs).toBe(report.runs)
  const small = supportAgentReport(NOW)
  expect(splitFiles(small)).toEqual({ report: small, files: {} })
})
