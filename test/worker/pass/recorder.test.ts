import { brotliCompressSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { utf8 } from '../../../src/core/bytes.ts'
import { RawBody } from '../../../src/core/cassette/raw-body.ts'
import type { HttpCall, ResponseTap } from '../../../src/worker/context/http-call.ts'
import {
  redactError,
  tapExchange,
  type ClosableTap,
  type RecordedExchange,
} from '../../../src/worker/pass/recorder.ts'
import { createRedactor } from '../../../src/core/redaction/index.ts'
import { classify, describeRequest } from '../../../src/core/replay/describe-request.ts'
import { post, redactor, SECRET } from './open-pass.ts'

const URL = 'https://api.anthropic.com/v1/messages'
const body = { model: 'claude-sonnet-4-5', max_tokens: 9, messages: [] }

async function exchange(
  play: (tap: ResponseTap) => void,
  { url = URL, sent = body as never } = {},
): Promise<RecordedExchange> {
  const call = post(url, sent)
  const request = describeRequest(call, await call.readBody(), redactor)
  return new Promise((resolve, reject) => {
    let ends = 0
    const done = (known: Promise<RecordedExchange>) =>
      ++ends === 1 ? resolve(known) : reject(new Error('it ended twice'))
    play(tapExchange(() => ({ request, url, isDecoded: false }), { redactor, now: () => 0 }, done))
  })
}

const head = (type: string, more: HttpCall['headers'] = []) => ({
  status: 200,
  statusText: 'OK',
  headers: [['content-type', type], ...more] as HttpCall['headers'],
})

test('headers and body are timed apart, and a body that is left open ends with what was read of it', async () => {
  const call = post(URL, body)
  const request = describeRequest(call, await call.readBody(), redactor)
  const timesOf = (play: (tap: ClosableTap, pass: (to: number) => void) => void) => {
    let at = 0
    const done = vi.fn()
    const tap = tapExchange(
      () => ({ request, url: URL, isDecoded: false }),
      { redactor, now: () => at },
      done,
    )
    play(tap, (to) => (at = to))
    return done.mock.calls[0]![1] as unknown
  }
  const start = (tap: ClosableTap, pass: (to: number) => void) => {
    pass(20)
    tap.head(head('text/plain'))
    pass(50)
    tap.chunk(utf8('a'))
    pass(900)
  }
  const read = (tap: ClosableTap, pass: (to: number) => void) => {
    start(tap, pass)
    tap.end('complete')
  }
  const leave = (tap: ClosableTap, pass: (to: number) => void) => {
    start(tap, pass)
    tap.close()
  }
  expect(timesOf(read)).toEqual({ duration: 900, timeToHeadersMs: 20 })
  expect(timesOf(leave)).toEqual({ duration: 50, timeToHeadersMs: 20 })
})

test('a secret in the head of an answer is known before its body has ended', () => {
  const fresh = createRedactor({ env: {}, headers: [], secrets: [] })
  const describe = () => ({
    request: describeRequest(post(URL, body), new RawBody(utf8('{}')), fresh),
    url: URL,
    isDecoded: false,
  })
  const login = tapExchange(describe, { redactor: fresh, now: () => 0 }, () => {})
  login.head(head('text/plain', [['set-cookie', 'csrf=tok9988aabbccdd; Path=/']]))
  expect(fresh.text('for tok9988aabbccdd')).toBe('for <redacted:cookie:1>')
  login.close()
})

test('a request keeps its listed headers and its body, and loses its secrets', async () => {
  const call = post(
    `https://user:pw@api.test/pay?key=${SECRET}`,
    { amount: 3, note: `paid with ${SECRET}` },
    [
      ['authorization', `Bearer ${SECRET}`],
      ['x-internal', 'a'],
    ],
  )
  const request = describeRequest(call, await call.readBody(), redactor)
  expect(request.method).toBe('POST')
  expect(request.url).toMatch(/^https:\/\/api\.test\/pay\?key=/)
  expect(request.body).toMatchObject({ json: { amount: 3 } })
  expect(JSON.stringify(request)).not.toContain(SECRET)
  expect(request.headers.map(([name]) => name)).not.toContain('x-internal')
  expect(request.headers).toContainEqual(['content-type', 'application/json'])
})

test('the boundary of a form, which differs in every request, is replaced by a fixed one', () => {
  const form = (boundary: string) => {
    const text = `--${boundary}\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--${boundary}--\r\n`
    const call: HttpCall = {
      ...post('https://api.test/upload', null),
      headers: [['content-type', `multipart/form-data; boundary=${boundary}`]],
    }
    return describeRequest(call, new RawBody(utf8(text)), redactor)
  }
  expect(form('----formdata-undici-0123')).toEqual(form('----formdata-undici-9876'))
})

test('a request to a model is an llm action by its model, another one an http action by its path', () => {
  expect(classify({ method: 'POST', url: URL, body: { json: body } })).toMatchObject({
    type: 'llm',
    name: 'chat claude-sonnet-4-5',
  })
  expect(classify({ method: 'get', url: 'https://api.test/v1/a?b=c#d' })).toMatchObject({
    type: 'http',
    name: 'GET api.test/v1/a',
    model: null,
  })
})

test('a model’s answer is filed with usage, price and stop reason', async () => {
  const answer = {
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5-20250929',
    content: [{ type: 'text', text: 'ok' }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 1000, output_tokens: 100 },
  }
  const known = await exchange((tap) => {
    tap.head(head('application/json'))
    tap.chunk(utf8(JSON.stringify(answer)))
    tap.end('complete')
  })
  expect(known.llm).toMatchObject({
    provider: 'anthropic',
    model: 'claude-sonnet-4-5-20250929',
    usage: { inputTokens: 1000, outputTokens: 100 },
    stopReason: 'end_turn',
  })
  expect(known.llm!.costUsd).toBeGreaterThan(0)
})

test('a response is stored decoded, with its secrets replaced', async () => {
  const known = await exchange((tap) => {
    tap.head(
      head('application/json', [
        ['content-encoding', 'br'],
        ['set-cookie', SECRET],
      ]),
    )
    tap.chunk(brotliCompressSync(JSON.stringify({ key: SECRET, a: 1 })))
    tap.end('complete')
  })
  expect(known.response).toMatchObject({ status: 200, end: 'complete', body: { json: { a: 1 } } })
  expect(JSON.stringify(known)).not.toContain(SECRET)
})

test('a stream keeps its events, and a secret is found across two of them', async () => {
  const half = SECRET.length / 2
  const events = [SECRET.slice(0, half), SECRET.slice(half)].map(
    (text) => `data: ${JSON.stringify({ delta: { text } })}\n\n`,
  )
  const known = await exchange(
    (tap) => {
      tap.head(head('text/event-stream'))
      for (const event of events) tap.chunk(utf8(event))
      tap.end('complete')
    },
    { url: 'https://api.test/stream' },
  )
  expect(known.response!.body).toMatchObject({ events: [{}, {}] })
  expect(JSON.stringify(known)).not.toContain(SECRET.slice(0, half))
})

test('how a response ended is stored: cut off, left, or left after its last event', async () => {
  const stream = (end: 'aborted' | 'truncated', text: string) =>
    exchange((tap) => {
      tap.head(head('text/event-stream'))
      tap.chunk(utf8(text))
      tap.end(end)
    })
  expect((await stream('truncated', 'data: 1\n\n')).response!.end).toBe('truncated')
  expect((await stream('aborted', 'data: 1\n\n')).response!.end).toBe('aborted')
  expect((await stream('aborted', 'data: 1\n\ndata: [DONE]\n\n')).response!.end).toBe('complete')
})

test('an exchange without a response is an error: the network’s, or an abort', async () => {
  const failed = await exchange((tap) => tap.fail(new TypeError('fetch failed')))
  expect(failed.error).toMatchObject({ name: 'TypeError', message: 'fetch failed' })
  expect(failed.response).toBeUndefined()
  const left = await exchange((tap) => tap.end('aborted'))
  expect(left.error).toMatchObject({ name: 'AbortError' })
})

test('a failure in the middle of a response truncates it', async () => {
  const known = await exchange((tap) => {
    tap.head(head('text/plain'))
    tap.chunk(utf8('half'))
    tap.fail(new Error('reset'))
    tap.end('complete')
  })
  expect(known.response).toMatchObject({ end: 'truncated', body: { text: 'half' } })
  expect(known.error).toBeUndefined()
})

test('chunks are copied: a client may reuse its buffer', async () => {
  const known = await exchange((tap) => {
    const buffer = utf8('first')
    tap.head(head('text/plain'))
    tap.chunk(buffer)
    buffer.fill(0x78)
    tap.end('complete')
  })
  expect(known.response!.body).toMatchObject({ text: 'first' })
})

test('the secrets of an error are replaced in its message, its fields and its cause', () => {
  const error = redactError(
    {
      name: 'Error',
      message: `refused ${SECRET}`,
      fields: { json: { key: SECRET } },
      cause: { name: 'Error', message: SECRET },
    },
    redactor,
  )
  expect(error.name).toBe('Error')
  expect(error.message).toMatch(/^refused <redacted:/)
  expect(JSON.stringify(error)).not.toContain(SECRET)
})
