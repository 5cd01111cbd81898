import { expect, test } from 'vitest'
import { bodyBytes, describeBody } from '../../../src/core/cassette/body.ts'
import { redactBody } from '../../../src/core/cassette/redact-body.ts'
import { createRedactor } from '../../../src/core/redaction/index.ts'

const KEY = `sk-${'a1B2'.repeat(12)}`

function redactedStream(text: string): string {
  const body = describeBody([{ bytes: Buffer.from(text), at: 0 }], 'text/event-stream')!
  return Buffer.from(bodyBytes(redactBody(body, createRedactor({})))).toString()
}

test('finds a secret that is split over events whose JSON cannot be printed as it came', () => {
  const stream = ['The key is ', KEY.slice(0, 20), KEY.slice(20), ', keep it.']
    .map((delta) => `data: {"delta":"${delta}","p":1.0}\n\n`)
    .join('')

  expect(redactedStream(stream)).toMatchInlineSnapshot(`
    "data: {"delta":"The key is ","p":1.0}

    data: {"delta":"<redacted:openai-key:1>","p":1}

    data: {"delta":"","p":1}

    data: {"delta":", keep it.","p":1.0}

    "
  `)
})

test('leaves events without a secret as they came, whatever their JSON', () => {
  const stream =
    'data: {"delta":"caf\\u00e9","p":1.0,"id":12345678901234567890}\n\ndata: [DONE]\n\n'

  expect(redactedStream(stream)).toBe(stream)
})

test('finds a secret that a repeated key hides from a parser', () => {
  expect(redactedStream(`data: {"text":"${KEY}","text":"","p":1.0}\n\n`)).toBe(
    'data: {"text":"<redacted:openai-key:1>","text":"","p":1.0}\n\n',
  )
})

test('finds a secret in the name and the id of an event, and in a comment', () => {
  expect(redactedStream(`event: ${KEY}\nid: ${KEY}\ndata: {"a":1}\n\n: ${KEY}\n\n`)).toBe(
    'event: <redacted:openai-key:1>\nid: <redacted:openai-key:1>\ndata: {"a":1}\n\n: <redacted:openai-key:1>\n\n',
  )
})

test('a part that is no event is not read together with the text before it', () => {
  const stream = `data: ${KEY}\n\nid: ${KEY}\nretry: 5\ndata: x\n\n`
  expect(redactedStream(stream)).toBe(stream.replaceAll(KEY, '<redacted:openai-key:1>'))
})
