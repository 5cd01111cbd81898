import { expect, test } from 'vitest'
import type { Body, RecordedAction, ResponseEnd } from '../../../../src/core/cassette/schema.ts'
import { readEnd } from '../../../../src/core/report/action-codec/read-action.ts'
import { ReportContents } from '../../../../src/core/report/action-codec/report-contents.ts'
import { encodeAction } from '../../../../src/core/report/action-codec/write-action.ts'
import type { ReportAction } from '../../../../src/core/report/action-schema.ts'
import { createUnpacker } from '../../../../src/core/report/contents/unpack-contents.ts'

let texts = 0

function endOf(end: ResponseEnd, body: Body | undefined, headers: Array<[string, string]> = []) {
  const contents = new ReportContents((text) => `${texts++}-${text.length}`)
  const response = { status: 200, statusText: '', headers, end, ...(body ? { body } : {}) }
  const recorded = { type: 'http', response } as unknown as RecordedAction
  const encoded = encodeAction({ recorded, asked: null, performed: null }, contents)
  const action = { type: 'http', outcome: 'success', recorded: 0, ...encoded } as ReportAction
  return readEnd(action, createUnpacker(contents.all))
}

const long = 'x'.repeat(500)

test.each<[string, Body | undefined]>([
  ['no body', undefined],
  ['a short body', { text: 'hi' }],
  ['a long body', { json: { message: long, more: [long, long] } }],
  ['a body with keys that mark references', { json: { $ref: 'a', end: 'complete' } }],
  ['events', { events: [{ data: long }] }],
  ['a body that is offered as a file', { text: 'y'.repeat(1_100_000) }],
])('the end of a response with %s is read without its body', (_, body) => {
  expect(endOf('truncated', body)).toBe('truncated')
  expect(endOf('complete', body, [['x-long', long]])).toBe('complete')
})
