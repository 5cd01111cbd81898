import { readFileSync } from 'node:fs'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import OpenAI, { BadRequestError } from 'openai'
import { afterEach, expect, test, vi } from 'vitest'
import { bodyBytes } from '../../src/core/cassette/body.ts'
import { parseCassette } from '../../src/core/cassette/parse.ts'
import type { Cassette, RecordedAction } from '../../src/core/cassette/schema.ts'
import { hashSecret } from '../../src/core/redaction/recorded-secrets.ts'
import { fromCassette } from '../../src/msw/from-cassette.ts'

const TEXT = readFileSync(
  'examples/support-agent/__cassettes__/support-agent.test.ts/refunds-an-order-that-arrived-broken.cassette.jsonl',
  'utf8',
)
const RECORDED = parseCassette(TEXT)
const CALLS = RECORDED.actions.filter(({ request }) => request)

/** The recording with one call alone, whose request and response are these. */
function oneCall(
  change: Partial<RecordedAction>,
  end: Partial<Cassette['end'] & object> = {},
): Cassette {
  return {
    ...RECORDED,
    actions: [{ ...CALLS[0]!, index: 0, parent: null, ...change }],
    end: { ...RECORDED.end!, ...end },
  }
}

const servers: Array<{ close(): void }> = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
  vi.restoreAllMocks()
})

function listen(...handlers: Parameters<typeof setupServer>): void {
  const server = setupServer(...handlers)
  server.listen({ onUnhandledRequest: 'error' })
  servers.push(server)
}

function send({ request }: RecordedAction, body = bodyBytes(request!.body)): Promise<Response> {
  return fetch(request!.url, {
    method: request!.method,
    headers: request!.headers,
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  })
}

/** Reads so many bytes: a body that its client left has no end. */
async function readBytes(response: Response, length: number): Promise<Buffer> {
  const reader = response.body!.getReader()
  let read = Buffer.alloc(0)
  while (read.length < length) read = Buffer.concat([read, (await reader.read()).value!])
  return read
}

test('each recorded call is answered once, with what was recorded', async () => {
  const handlers = fromCassette(TEXT)
  listen(...handlers)
  expect(handlers.unserved()).toEqual(CALLS.map(({ name }) => name))
  for (const call of CALLS) {
    const response = await send(call)
    expect(response.status).toBe(call.response!.status)
    const body = Buffer.from(bodyBytes(call.response!.body))
    expect((await readBytes(response, body.length)).toString()).toBe(body.toString())
  }
  expect(handlers.unserved()).toEqual([])

  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const beyond = await send(CALLS[0]!)
  expect(beyond.status).toBe(400)
  expect(await beyond.text()).toContain('answered as often as it was recorded')
  expect(said.mock.calls.flat().join()).toContain(CALLS[0]!.request!.url)
})

test('a secret that the recording named late is recognised by its hash, and another is not', async () => {
  const secret = 'q8Zr2Lw0Vb6Txc4NhY7uJm3K'
  const { request } = CALLS[0]!
  const asked = (order: string) => ({ ...request!, body: { json: { note: `of ${order}.` } } })
  const recorded = oneCall(
    { request: asked('<redacted:credential-field:1>') },
    { secrets: [['credential-field:1', hashSecret(secret)]], late: ['credential-field:1'] },
  )
  listen(...fromCassette(recorded))
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const statusOf = async (order: string) =>
    (await send({ ...CALLS[0]!, request: asked(order) })).status
  expect(await statusOf('Zz1Xw9Vu8Ts7Rq6Po5Nm4Lk3')).toBe(400)
  expect(await statusOf(secret)).toBe(200)
})

test('a changed request gets an error that names what differs, and takes no answer', async () => {
  const handlers = fromCassette(TEXT)
  listen(...handlers)
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const [first] = CALLS
  const changed = JSON.parse(Buffer.from(bodyBytes(first!.request!.body)).toString()) as {
    temperature: number
  }
  changed.temperature = 1.5
  const refused = await send(first!, Buffer.from(JSON.stringify(changed)))
  expect(refused.status).toBe(400)
  expect(refused.headers.get('x-should-retry')).toBe('false')
  expect(await refused.text()).toMatch(/the next recorded action is 0 .*\$\.temperature/)
  expect((await send(first!)).status).toBe(200)
})

test("the SDK sees the model's answers, and the error as its own without a retry", async () => {
  listen(...fromCassette(TEXT))
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const [first] = CALLS
  const client = new OpenAI({
    apiKey: 'sk-none',
    baseURL: first!.request!.url.replace('/chat/completions', ''),
  })
  const body = JSON.parse(Buffer.from(bodyBytes(first!.request!.body)).toString()) as never
  const reasons: unknown[] = []
  for await (const { choices } of client.chat.completions.stream(body))
    reasons.push(choices[0]?.finish_reason)
  expect(reasons).toContain('tool_calls')
  await expect(client.chat.completions.create(body)).rejects.toThrow(BadRequestError)
})

test('other hosts are left to the handlers that follow', async () => {
  listen(
    ...fromCassette(TEXT),
    http.get('https://elsewhere.test/', () => HttpResponse.text('mine')),
  )
  expect(await (await fetch('https://elsewhere.test/')).text()).toBe('mine')
})

test('another path of a recorded host is no request for somebody else', async () => {
  listen(...fromCassette(TEXT))
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const { origin } = new URL(CALLS[0]!.request!.url)
  const response = await fetch(`${origin}/v1/never-recorded`)
  expect(response.status).toBe(400)
  expect(await response.text()).toContain('/v1/never-recorded')
})

test('an id that varied when the recording was verified may be another one, and comes back', async () => {
  const before = '0b9c8f0e-6a3a-4a53-9c67-1d9b6f2f7a11'
  const now = '5d0f2f8e-3c55-4a86-8b1e-93a4c6a8e0d2'
  const { request, response } = CALLS[0]!
  const cassette = oneCall(
    {
      request: { ...request!, body: { json: { id: before } } },
      response: { ...response!, body: { json: { echoed: before } } },
    },
    { verified: true, volatile: [before] },
  )
  listen(...fromCassette(cassette))
  const answer = await send(CALLS[0]!, Buffer.from(JSON.stringify({ id: now })))
  expect(await answer.json()).toEqual({ echoed: now })
})

test('a constant in place of a value that did not vary is a change', async () => {
  const { request } = CALLS[0]!
  const cassette = oneCall(
    { request: { ...request!, body: { json: { id: '0b9c8f0e-6a3a-4a53-9c67-1d9b6f2f7a11' } } } },
    { verified: true, volatile: [] },
  )
  listen(...fromCassette(cassette))
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const other = JSON.stringify({ id: '5d0f2f8e-3c55-4a86-8b1e-93a4c6a8e0d2' })
  expect((await send(CALLS[0]!, Buffer.from(other))).status).toBe(400)
})

test('a stream that broke off breaks off, and a lost connection is a failed fetch', async () => {
  const { response } = CALLS[0]!
  const half = { ...response!, body: { text: 'data: half' }, end: 'truncated' as const }
  listen(...fromCassette(oneCall({ response: half })))
  const broken = await send(CALLS[0]!)
  await expect(broken.text()).rejects.toThrow()

  for (const server of servers.splice(0)) server.close()
  const { response: _, ...without } = CALLS[0]!
  const lost: Cassette = {
    ...RECORDED,
    actions: [
      { ...without, outcome: 'error', error: { name: 'TypeError', message: 'fetch failed' } },
    ],
  }
  listen(...fromCassette(lost))
  await expect(send(CALLS[0]!)).rejects.toThrow(TypeError)
})

test('match rules hold', async () => {
  const { request } = CALLS[0]!
  const cassette = oneCall({ request: { ...request!, body: { json: { q: 'a', trace: '1' } } } })
  listen(...fromCassette(cassette, { match: { ignore: ['$.trace'] } }))
  const sent = Buffer.from(JSON.stringify({ q: 'a', trace: '2' }))
  expect((await send(CALLS[0]!, sent)).status).toBe(200)
})

test('a recording without requests says what it needs', () => {
  const tools: Cassette = {
    ...RECORDED,
    actions: RECORDED.actions.filter(({ type }) => type === 'tool').slice(0, 1),
  }
  expect(() => fromCassette(tools)).toThrow(/it holds no HTTP request/)
})
