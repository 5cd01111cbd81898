import { expect, test } from 'vitest'
import type { RawBody } from '../../../src/core/cassette/raw-body.ts'
import { interceptFetch } from '../../../src/worker/intercept/fetch.ts'
import type { HttpCall } from '../../../src/worker/context/http-call.ts'
import type { RunScope } from '../../../src/worker/context/scope.ts'

const URL_OF_AGENT = 'https://agent.test/v1?x=1'

/** Answers every call with an empty 200, and keeps the call and the bytes of its body. */
async function callOf(input: string | URL | Request, init?: RequestInit) {
  const calls: Array<{ call: HttpCall; body: RawBody }> = []
  const response = { status: 200, statusText: 'OK', headers: [], pieces: [], streamed: false }
  const scope: RunScope = {
    transport: {
      fetch: interceptFetch,
      http: () => expect.unreachable('no call of node:http'),
      upgrade: () => expect.unreachable('no WebSocket'),
      http2: () => expect.unreachable('no call of node:http2'),
    },
    passes: () => false,
    leave: () => ({ kind: 'open' }),
    launch: () => ({ kind: 'open' }),
    phase: 'open',
    parent: null,
    http: async (call) => {
      const body = await call.readBody()
      calls.push({ call, body })
      return { kind: 'respond', body, response: { ...response, end: 'complete' } }
    },
  }
  await interceptFetch(scope, fetch, input, init, undefined)
  return calls[0]!
}

class Prepared {
  get method() {
    return 'POST'
  }
  get body() {
    return 'from a getter'
  }
}

test.each<[name: string, init: () => RequestInit | undefined]>([
  ['no init', () => undefined],
  ['no body', () => ({ method: 'POST' })],
  ['a text', () => ({ method: 'POST', body: 'hello' })],
  ['an empty text', () => ({ method: 'POST', body: '' })],
  ['a text of several bytes a character', () => ({ method: 'put', body: 'naïve 🙂' })],
  ['half a surrogate pair', () => ({ method: 'POST', body: 'a\ud800b' })],
  [
    'a text with a type of its own',
    () => ({ method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } }),
  ],
  ['headers as a list', () => ({ method: 'POST', body: 'x', headers: [['X-One', '1']] })],
  ['a form', () => ({ method: 'POST', body: new URLSearchParams({ a: '1' }) })],
  ['bytes', () => ({ method: 'POST', body: new Uint8Array([0, 255]) })],
  ['an init whose fields are getters', () => new Prepared() as RequestInit],
  ['an init without a prototype', () => Object.assign(Object.create(null), { method: 'DELETE' })],
])('a call with %s is seen as a Request has it', async (_name, init) => {
  const request = new Request(URL_OF_AGENT, init())
  const { call, body } = await callOf(URL_OF_AGENT, init())
  expect(call.method).toBe(request.method)
  expect(call.url).toBe(request.url)
  expect(call.headers).toEqual([...request.headers])
  expect(Buffer.from(body.bytes)).toEqual(Buffer.from(await request.arrayBuffer()))
})

test('a text of the init stands in the place of the body of a Request', async () => {
  const request = new Request(URL_OF_AGENT, { method: 'POST', body: 'old' })
  const { body } = await callOf(request, { body: 'new' })
  expect(Buffer.from(body.bytes).toString()).toBe('new')
})

test.each(['GET', 'head', undefined])('a text with the method %s is refused', async (method) => {
  const init = { ...(method ? { method } : {}), body: 'x' }
  await expect(callOf(URL_OF_AGENT, init)).rejects.toThrow(/GET\/HEAD/)
})

test('a signal that the client gives ends a call with its reason', async () => {
  const controller = new AbortController()
  const init = { method: 'POST', body: 'x', signal: controller.signal }
  controller.abort(new Error('gave up'))
  await expect(callOf(URL_OF_AGENT, init)).rejects.toThrow('gave up')
})
