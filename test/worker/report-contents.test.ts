import { expect, test } from 'vitest'
import { unpackContents } from '../../src/core/report/contents.ts'
import type { Omitted } from '../../src/core/report/action-schema.ts'
import { ReportContents } from '../../src/worker/report-contents.ts'

const request = (body: object) => ({
  method: 'POST',
  url: 'https://api.example/v1',
  headers: [['content-type', 'image/png']] as Array<[string, string]>,
  body: body as never,
})

function pack(body: object) {
  const contents = new ReportContents()
  const omitted: Omitted[] = []
  const packed = contents.request(request(body), 'inputs', omitted)
  return { omitted, value: unpackContents(packed, contents.all), contents }
}

test.each([
  [{ json: { messages: ['hello'] } }],
  [{ events: [{ data: 'x'.repeat(500) }, { event: 'a', json: { $ref: 'no reference' } }] }],
  [{ text: 'x'.repeat(100_000) }],
  [{ base64: Buffer.alloc(60_000).toString('base64') }],
])('a body stays as it is in the cassette', (body) => {
  const { omitted, value } = pack(body)
  expect(omitted).toEqual([])
  expect(value).toEqual(request(body))
})

test.each([
  [{ text: 'x'.repeat(1_100_000) }, 1_100_011],
  [{ json: { list: Array.from({ length: 20 }, (_, i) => `${i}${'y'.repeat(60_000)}`) } }, null],
  [{ base64: Buffer.alloc(70_000).toString('base64') }, 70_000],
])('a body that is too large is told by its size and type', (body, bytes) => {
  const { omitted, value } = pack(body)
  const { body: _, ...head } = request(body)
  expect(value).toEqual(head)
  expect(omitted).toEqual([
    {
      part: 'inputs',
      bytes: bytes ?? expect.any(Number),
      contentType: 'image/png',
    },
  ])
})

test('only what is new counts: a long conversation is not too large', () => {
  const contents = new ReportContents()
  const omitted: Omitted[] = []
  const messages: string[] = []
  for (let turn = 0; turn < 50; turn++) {
    messages.push(`${turn} ${'z'.repeat(50_000)}`)
    contents.request(request({ json: { messages: [...messages] } }), 'inputs', omitted)
  }
  expect(omitted).toEqual([])
})

test('a value that is too large is left out', () => {
  const contents = new ReportContents()
  const omitted: Omitted[] = []
  expect(contents.value(['a'.repeat(2_000_000)], 'recorded', omitted)).toBeUndefined()
  expect(omitted).toEqual([{ part: 'recorded', bytes: 2_000_004, contentType: null }])
})
