import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import v8 from 'node:v8'
import vm from 'node:vm'
import { beforeAll, expect, test } from 'vitest'
import { request } from 'undici'
import { bodyBytes } from '../../../src/core/cassette/body.ts'
import { installFetch } from '../../../src/worker/intercept/early-fetch.ts'
import { installNodeHttp } from '../../../src/worker/intercept/early-http.ts'
import { passOptions } from '../../../src/worker/pass/pass-options.ts'
import { runPass } from '../../../src/worker/pass/run-pass.ts'
import { prepare } from '../run/replayed-run.ts'

const PIECE = 1 << 20
const PIECES = 12
const piece = Buffer.alloc(PIECE, 7)

v8.setFlagsFromString('--expose-gc')
const collect = vm.runInNewContext('gc') as () => void

/** @note What a collection has found is given back behind it, and undici keeps some of it until its turn is over. */
async function bytesHeld(): Promise<number> {
  for (let collections = 0; collections < 2; collections++) {
    collect()
    await sleep(5)
  }
  return process.memoryUsage().arrayBuffers
}

/** Something that is waited for by the other side of the connection. */
class Meter {
  #count = 0
  #waiting: Array<[number, () => void]> = []

  add(bytes: number): void {
    this.#count += bytes
    this.#waiting = this.#waiting.filter(([until, go]) => until > this.#count || go())
  }

  until(bytes: number): Promise<void> {
    if (this.#count >= bytes) return Promise.resolve()
    return new Promise((resolve) => void this.#waiting.push([bytes, resolve]))
  }
}

let server: http.Server
let url: string
let connections: number
/** The bytes that the client has read, and those that the server has. */
let read: Meter
let received: Meter

beforeAll(() => {
  installNodeHttp()
  return installFetch()
})

/** Starts a server that no client knows yet: a connection that a client kept may close under a request. */
async function listen(): Promise<void> {
  read = new Meter()
  received = new Meter()
  connections = 0
  server = http.createServer(async (asked, answer) => {
    if (asked.method === 'GET') {
      // Each piece is sent only when the client has the one before.
      for (let sent = 0; sent < PIECES; sent++) {
        await read.until(sent * PIECE)
        answer.write(piece)
      }
      return answer.end()
    }
    asked.on('data', (part: Buffer) => received.add(part.length))
    asked.on('end', () => answer.end('all'))
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

function close(): void {
  server.closeAllConnections()
  server.close()
}

type OnLast = () => Promise<void>

/** The pieces of an upload: each is made only when the server has the one before. */
async function* upload(onLast: OnLast) {
  for (let sent = 0; sent < PIECES; sent++) {
    await received.until(sent * PIECE)
    if (sent === PIECES - 1) await onLast()
    yield piece
  }
}

async function download(body: AsyncIterable<Uint8Array>, onLast: OnLast): Promise<void> {
  let size = 0
  for await (const part of body) {
    const isLast = size < (PIECES - 1) * PIECE && size + part.length >= (PIECES - 1) * PIECE
    size += part.length
    if (isLast) await onLast()
    read.add(part.length)
  }
  expect(size).toBe(PIECES * PIECE)
}

type Send = (onLast: OnLast) => Promise<unknown>

const answerOf = (asked: http.ClientRequest) =>
  new Promise<http.IncomingMessage>((resolve, reject) =>
    asked.on('response', resolve).on('error', reject),
  )

const CLIENTS: Array<[name: string, down: Send, up: Send]> = [
  [
    'fetch',
    async (onLast) => download((await fetch(url)).body as never, onLast),
    async (onLast) =>
      (await fetch(url, { method: 'POST', body: upload(onLast), duplex: 'half' } as never)).text(),
  ],
  [
    'node:http',
    async (onLast) => download(await answerOf(http.get(url, { agent: false })), onLast),
    async (onLast) => {
      const asked = http.request(url, { method: 'POST', agent: false })
      const answered = answerOf(asked)
      Readable.from(upload(onLast)).pipe(asked)
      return (await answered).resume()
    },
  ],
  [
    'undici',
    async (onLast) => download((await request(url)).body, onLast),
    async (onLast) =>
      (await request(url, { method: 'POST', body: Readable.from(upload(onLast)) })).body.text(),
  ],
]

/** Makes a call over a connection of its own, and measures how often it holds its body when the last piece is on the way. */
async function measure(call: Send): Promise<number> {
  let held = 0
  const before = await bytesHeld()
  await call(async () => {
    held = (await bytesHeld()) - before
  })
  return held / (PIECES * PIECE)
}

async function record(call: Send) {
  const prepared = prepare()
  let held = 0
  const agent = async () => {
    held = await measure(call)
  }
  const { ledger } = await runPass(agent, prepared, passOptions(prepared, 'record'), () => {})
  expect(ledger.failure).toBeUndefined()
  return { held, actions: ledger.actions }
}

test.each(CLIENTS)(
  '%s receives and sends piece by piece while it is recorded, over one connection',
  async (_name, down, up) => {
    for (const [direction, call] of [
      ['response', down],
      ['request', up],
    ] as const) {
      await listen()
      const bare = await measure(call)
      close()

      await listen()
      const { actions, held } = await record(call)
      expect(connections).toBe(1)
      expect(actions[0]!.fresh).toMatchObject({ outcome: 'success' })
      expect(bodyBytes(actions[0]!.fresh![direction]!.body)).toHaveLength(PIECES * PIECE)
      // A cassette holds the body. What `fetch` sends over a new connection it holds itself, too.
      expect(held - bare, direction).toBeLessThan(1.4)
      close()
    }
  },
)

test('a text that fetch sends is recorded as it was handed over', async () => {
  await listen()
  const text = JSON.stringify({ question: 'Où est A-17 ?' })
  const { actions } = await record(async () =>
    (await fetch(url, { method: 'POST', body: text })).text(),
  )
  close()
  const { request } = actions[0]!.fresh!
  expect(new TextDecoder().decode(bodyBytes(request!.body))).toBe(text)
  expect(request!.unfinished).toBeUndefined()
})
