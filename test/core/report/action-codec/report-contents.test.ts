import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { unpackContents } from '../../../../src/core/report/contents/unpack-contents.ts'
import type { Omitted } from '../../../../src/core/report/action-schema.ts'
import { ReportContents } from '../../../../src/core/report/action-codec/report-contents.ts'

const request = (body: object) => ({
  method: 'POST',
  url: 'https://api.example/v1',
  headers: [['content-type', 'image/png']] as Array<[string, string]>,
  body: body as never,
})

function pack(body: object) {
  const contents = new ReportContents(hashOf)
  const { packed, omitted } = contents.encodeRequest(request(body), 'inputs')
  return {
    omitted: omitted ? [omitted] : [],
    value: unpackContents(packed!, contents.all),
    contents,
  }
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

const list = Array.from({ length: 20 }, (_, i) => `${i}${'y'.repeat(60_000)}`)
const bytes = Buffer.alloc(70_000, 7).toString('base64')

test.each([
  [{ text: 'x'.repeat(1_100_000) }, 1_100_000, 'text', 'x'.repeat(1_100_000)],
  [{ json: { list } }, JSON.stringify({ list }).length, 'json', JSON.stringify({ list })],
  [{ lines: list }, JSON.stringify(list).length, 'json', JSON.stringify(list)],
  [{ base64: bytes }, 70_000, 'base64', bytes],
])('a body that is too large to be shown is kept as a file', (body, size, encoding, text) => {
  const { omitted, value, contents } = pack(body)
  const { body: _, ...head } = request(body)
  expect(value).toEqual(head)
  const packed = { $ref: expect.stringMatching(/^f/) as string }
  expect(omitted).toEqual([
    {
      part: 'inputs',
      bytes: size,
      contentType: 'image/png',
      content: { encoding, text: packed, body: { [Object.keys(body)[0]!]: null } },
    },
  ])
  expect(unpackContents(omitted[0]!.content!.text, contents.all)).toBe(text)
})

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 16)

test('beyond 16 MiB a body, and 64 MiB a run, only size and type are reported', () => {
  const { omitted, contents } = pack({ text: 'x'.repeat(17 * 1024 * 1024) })
  expect(omitted).toEqual([{ part: 'inputs', bytes: 17 * 1024 * 1024, contentType: 'image/png' }])
  const more = Array.from({ length: 5 }, (_, at) => {
    const text = `${at}${'x'.repeat(15 * 1024 * 1024)}`
    return contents.encodeRequest(request({ text }), 'asked').omitted!
  })
  expect([...omitted, ...more].map(({ content }) => content !== undefined)).toEqual([
    false,
    true,
    true,
    true,
    true,
    false,
  ])
})

test('the same large body is kept once, and shown nowhere', () => {
  const contents = new ReportContents(hashOf)
  const [first, second] = (['inputs', 'asked'] as const).map((part) => {
    const body = { text: 'x'.repeat(1_100_000) }
    const { packed, omitted } = contents.encodeRequest(request(body), part)
    expect(packed).not.toHaveProperty('body')
    return omitted!.content
  })
  expect(first).toEqual(second)
  expect(Object.values(contents.all).filter((part) => typeof part === 'string')).toHaveLength(1)
})

test('only what is new counts: a long conversation is not too large', () => {
  const contents = new ReportContents(hashOf)
  const messages: string[] = []
  for (let turn = 0; turn < 50; turn++) {
    messages.push(`${turn} ${'z'.repeat(50_000)}`)
    const asked = request({ json: { messages: [...messages] } })
    expect(contents.encodeRequest(asked, 'inputs').omitted).toBeNull()
  }
})

test('a value that is too large is kept as a file', () => {
  const contents = new ReportContents(hashOf)
  const omitted: Omitted[] = []
  const value = ['a'.repeat(2_000_000)]
  expect(contents.value(value, 'recorded', omitted)).toBeUndefined()
  expect(omitted).toMatchObject([{ part: 'recorded', bytes: 2_000_004, contentType: null }])
  expect(unpackContents(omitted[0]!.content!.text, contents.all)).toBe(JSON.stringify(value))
})
