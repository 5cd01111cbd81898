import http2, { type ClientHttp2Stream } from 'node:http2'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { RawBody } from '../../../src/core/cassette/raw-body.ts'
import type {
  HttpCall,
  HttpVerdict,
  ReplayResponse,
} from '../../../src/worker/context/http-call.ts'
import { workerState, type RunScope } from '../../../src/worker/context/scope.ts'
import { NOBODY } from '../../../src/worker/intercept/exits/local-address.ts'
import { guardQueries } from '../../../src/worker/intercept/exits/queries.ts'
import { guardSockets } from '../../../src/worker/intercept/exits/sockets.ts'
import { guardHttp2 } from '../../../src/worker/intercept/http2/guard-http2.ts'
import { transport } from '../../../src/worker/intercept/transport.ts'
import { blockedAnswer } from '../../../src/core/replay/blocked-answer.ts'
import { callOrders } from '../../../fixtures/projects/channels/shop-grpc.ts'

guardHttp2()
guardSockets()
guardQueries()

const RESPONSE: ReplayResponse = {
  status: 200,
  statusText: '',
  headers: [['x-kind', 'order']],
  pieces: [Buffer.from('one'), Buffer.from('two')],
  end: 'complete',
  streamed: true,
}

interface Asked {
  call: HttpCall
  body: string
}

/** Runs code in the scope of a replay that answers each request so. */
async function replaying<T>(
  answer: (call: HttpCall) => HttpVerdict | Promise<HttpVerdict>,
  work: () => Promise<T>,
): Promise<{ result: T; asked: Asked[]; left: string[] }> {
  const asked: Asked[] = []
  const left: string[] = []
  const scope: RunScope = {
    transport,
    passes: () => false,
    connections: {
      adopt: () => {},
      standsIn: ({ host, protocol }) =>
        protocol === 'h2' || host.includes('example') || host === NOBODY,
    },
    leave: ({ names }) => {
      left.push(names[0])
      return { kind: 'refused', reason: `${names[0]} is closed` }
    },
    launch: () => ({ kind: 'open' }),
    phase: 'open',
    parent: null,
    http: async (call) => {
      const body = await call.readBody()
      asked.push({ call, body: Buffer.from(body.bytes).toString() })
      return answer(call)
    },
  }
  return { result: await workerState.run.run(scope, work), asked, left }
}

const LOST = {
  name: 'Error',
  message: 'Stream closed with error code NGHTTP2_INTERNAL_ERROR',
  code: 'ERR_HTTP2_STREAM_ERROR',
}

const respond = (response: Partial<ReplayResponse>): HttpVerdict => ({
  kind: 'respond',
  body: undefined as never,
  response: { ...RESPONSE, ...response },
})

function request(origin: string, headers = {}): ClientHttp2Stream {
  const session = http2.connect(origin)
  onTestFinished(() => session.destroy())
  return session.request(headers)
}

test('a request of an encrypted session is answered with its head, pieces and trailers', async () => {
  const trailers: ReplayResponse['trailers'] = [['x-total', '2']]
  const { result, asked } = await replaying(
    () =>
      respond({
        trailers,
        headers: [
          ['x-kind', 'order'],
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ],
      }),
    async () => {
      const head = { ':path': '/orders?of=7', ':method': 'POST', 'x-tenant': 'acme' }
      const stream = request('https://shop.example:8443', head)
      stream.end('{"id":7}')
      const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
      const after = once(stream, 'trailers')
      const pieces: string[] = []
      for await (const piece of stream) pieces.push(String(piece))
      const [last] = (await after) as [Record<string, unknown>]
      return {
        headers: Object.fromEntries(Object.entries(headers)),
        pieces,
        total: last['x-total'],
      }
    },
  )
  expect(result).toEqual({
    headers: { ':status': 200, 'x-kind': 'order', 'set-cookie': ['a=1', 'b=2'] },
    pieces: ['one', 'two'],
    total: '2',
  })
  expect(asked).toMatchObject([
    {
      body: '{"id":7}',
      call: { method: 'POST', url: 'https://shop.example:8443/orders?of=7', protocol: 'h2' },
    },
  ])
  expect(asked[0]!.call.headers).toEqual([['x-tenant', 'acme']])
})

test.each<[name: string, verdict: HttpVerdict, expected: object]>([
  [
    'a request that failed',
    {
      kind: 'fail',
      error: { name: 'Error', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' },
    },
    { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
  ],
  [
    'a body that broke off',
    respond({ end: 'truncated', error: { ...LOST, class: 'Error' } }),
    LOST,
  ],
])('%s fails again', async (_name, verdict, expected) => {
  const { result } = await replaying(
    () => verdict,
    async () => {
      const stream = request('http://shop.example')
      stream.resume()
      return (await once(stream, 'error')) as Error[]
    },
  )
  expect(result[0]).toMatchObject(expected)
})

test.each<[name: string, verdict: HttpVerdict, expected: unknown[]]>([
  [
    'a session that could not be connected',
    {
      kind: 'fail',
      error: {
        name: 'Error',
        message: 'The pending stream has been canceled (caused by: connect ECONNREFUSED)',
        code: 'ERR_HTTP2_STREAM_CANCEL',
        cause: { name: 'Error', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' },
      },
    },
    ['stream ERR_HTTP2_STREAM_CANCEL', 'stream closed', 'session ECONNREFUSED', 'session closed'],
  ],
  [
    'a server that speaks HTTP/1',
    { kind: 'fail', error: { name: 'Error', message: 'Protocol error', code: 'ERR_HTTP2_ERROR' } },
    ['stream ERR_HTTP2_ERROR', 'stream closed', 'session ERR_HTTP2_ERROR', 'session closed'],
  ],
  [
    'a stream that was reset',
    { kind: 'fail', error: { ...LOST, class: 'Error' } },
    ['stream ERR_HTTP2_STREAM_ERROR', 'stream closed'],
  ],
  [
    'a connection that another client lost within the body',
    respond({
      end: 'truncated',
      error: { name: 'SocketError', message: 'other side closed', code: 'UND_ERR_SOCKET' },
    }),
    ['stream closed'],
  ],
])('%s ends its session as live', async (_name, verdict, expected) => {
  const seen: unknown[] = []
  const note = (of: string) => (error: NodeJS.ErrnoException) => seen.push(`${of} ${error.code}`)
  await replaying(
    () => verdict,
    async () => {
      const session = http2.connect('http://shop.example')
      onTestFinished(() => session.destroy())
      const stream = session.request()
      session.on('error', note('session')).on('close', () => seen.push('session closed'))
      stream.on('error', note('stream')).on('close', () => seen.push('stream closed'))
      stream.resume()
      await vi.waitFor(() => expect(seen).toEqual(expected))
    },
  )
})

test('a client that leaves is not answered any longer', async () => {
  let isAsked: () => void = () => {}
  const wasAsked = new Promise<void>((resolve) => (isAsked = resolve))
  const { result } = await replaying(
    () => {
      isAsked()
      return respond({ end: 'aborted' })
    },
    async () => {
      const stream = request('http://shop.example')
      await wasAsked
      const [first] = (await once(stream, 'data')) as [Buffer]
      stream.close(http2.constants.NGHTTP2_CANCEL)
      await once(stream, 'close')
      return [String(first), stream.rstCode]
    },
  )
  expect(result).toEqual(['one', http2.constants.NGHTTP2_CANCEL])
})

test('a request that is let out is answered as the server does it, while the clock of the test is fake', async () => {
  const server = http2.createServer()
  server.on('stream', (stream) => {
    stream.additionalHeaders({ ':status': 103, link: '</a.css>' })
    stream.respond({ ':status': 200, 'x-kind': 'live' })
    stream.end('done')
  })
  await new Promise<void>((resolve) => void server.listen(0, resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const tap = { head() {}, information() {}, chunk() {}, end() {}, fail() {} }
  const { result } = await replaying(
    () => ({ kind: 'live', body: new RawBody(new Uint8Array()), tap }),
    async () => {
      vi.useFakeTimers({ toFake: ['setImmediate'] })
      onTestFinished(() => void vi.useRealTimers())
      const stream = request(`http://localhost:${port}`)
      const early: unknown[] = []
      stream.on('headers', (headers) => early.push(headers[':status'], headers['link']))
      const pieces: string[] = []
      for await (const piece of stream) pieces.push(String(piece))
      return { early, pieces }
    },
  )
  expect(result).toEqual({ early: [103, '</a.css>'], pieces: ['done'] })
})

test('a client of gRPC connects to nobody, and learns why its call is blocked', async () => {
  process.env.GRPC_TARGET = 'orders.example.com:443'
  const { result, asked, left } = await replaying(
    ({ url }) => ({
      kind: 'respond',
      body: undefined as never,
      response: blockedAnswer(url, 'nothing like it was recorded'),
    }),
    () => callOrders('Find', 7).catch((error: unknown) => error),
  )
  expect(result).toMatchObject({
    code: 9,
    details: '[vitest-replay] blocked: nothing like it was recorded',
  })
  expect(asked.map(({ call }) => call.url)).toEqual([
    'http://orders.example.com:443/shop.Orders/Find',
  ])
  expect(left).toEqual([])
})
