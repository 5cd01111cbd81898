import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseCassette } from '../../../../src/core/cassette/parse.ts'
import type { Body, Cassette, RecordedResponse } from '../../../../src/core/cassette/schema.ts'
import { compareRun } from '../../../../src/core/comparison/compare-run.ts'
import { isSameRecordedRun } from '../../../../src/core/comparison/pairing/same-run.ts'
import { runsOfReport } from '../../../../src/core/comparison/runs/from-report.ts'
import type { PerformedAction } from '../../../../src/core/comparison/runs/performed-run.ts'
import { parseReport } from '../../../../src/core/report/parse-report.ts'
import { recordedContent } from '../../../../src/core/report/action-codec/read-action.ts'
import { createUnpacker } from '../../../../src/core/report/contents/unpack-contents.ts'
import { runOf } from '../build-release.ts'

/** A report of version 0.1.0, and the cassette that its second run replayed. */
const folder = new URL('../../../../fixtures/reports/version-1/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const report = parseReport(read('report.json'), { file: 'report.json' })
const cassette = parseCassette(read('refunds-it-the-same-way.cassette.jsonl'))

const nameIs = (name: string) => (run: { name: string }) => run.name === name

function edited(change: (cassette: Cassette) => void): Cassette {
  const copy = structuredClone(cassette)
  change(copy)
  return copy
}

/** Such a report does not tell how bytes that it keeps as a file were cut. */
function bytesOf({ body }: RecordedResponse): { body?: Body } {
  return body && 'base64' in body ? { body: { base64: body.base64 } } : {}
}

test('a report of 0.1.0 still has everything that its cassette has', () => {
  const run = report.runs.find(nameIs('refunds it the same way'))!
  const unpack = createUnpacker(report.contents)
  expect(run.recordedActions).toHaveLength(cassette.actions.length)
  for (const [at, action] of run.recordedActions.entries()) {
    const shown = run.actions.find(({ recorded }) => recorded === action.index)
    const { request, response, inputs, outputs } = cassette.actions[at]!
    const content = recordedContent(action, shown, unpack)
    expect(content.request).toEqual(request)
    expect(content.response).toEqual(
      response && { ...response, statusText: '', ...bytesOf(response) },
    )
    expect(content.inputs?.json).toEqual(inputs?.json)
    expect(content.outputs?.json).toEqual(outputs?.json)
  }
})

test('a recording is the same in its report and in its cassette, bodies that are kept as files included', () => {
  const base = runsOfReport(report).find(nameIs('refunds it the same way'))!
  expect(isSameRecordedRun(base.recordings[0]!, runOf(cassette).recordings[0]!)).toBe(true)
  const other = runOf(
    edited(({ actions }) => {
      const body = actions.find(({ name }) => name.endsWith('/large'))!.response!.body as {
        base64: string
      }
      body.base64 = `AAAA${body.base64.slice(4)}`
    }),
  )
  expect(isSameRecordedRun(base.recordings[0]!, other.recordings[0]!)).toBe(false)
  expect(compareRun({ base, head: other, renamed: false }).run.verdict).toBe('equivalent')
})

test('what a replay asked for is read beside what was recorded', () => {
  const run = runsOfReport(report).find(nameIs('refunds an order'))!
  const bodyOf = (actions: readonly PerformedAction[]) => actions[1]!.asked?.body
  expect(bodyOf(run.recordings[0]!.actions)).toEqual(['A-17'])
  expect(bodyOf(run.replay!.actions)).toEqual(['A-18'])
  expect(run.replay!.actions.map(({ outcome }) => outcome)).toContain('blocked')
})
