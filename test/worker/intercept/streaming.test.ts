import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import v8 from 'node:v8'
import vm from 'node:vm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { request } from 'undici'
import { bodyBytes } from '../../../src/core/cassette/body.ts'
import { installNodeHttp } from '../../../src/worker/intercept/early-http.ts'
import { passOptions } from '../../../src/worker/pass/pass-options.ts'
import { runPass } from '../../../src/worker/pass/run-pass.ts'
import { prepare } from '../run/replayed-run.ts'

const PIECE = 1 << 20
const PIECES = 24
const piece = Buffer.alloc(PIECE, 7)

v8.setFlagsFromString('--expose-gc')
const collectGarbage = vm.runInNewContext('gc') as () => void

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
let connections = 0
/** The bytes that the client has read, and those that the server has. */
let read: Meter
let received: Meter

beforeAll(async () => {
  installNodeHttp()
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
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

beforeEach(() => {
  read = new Meter()
  received = new Meter()
  server.closeAllConnections()
  connections = 0
})

/** The pieces of an upload: each is made only when the server has the one before. */
async function* upload(onLast: () => void) {
  for (let sent = 0; sent < PIECES; sent++) {
    await received.until(sent * PIECE)
    if (sent === PIECES - 1) onLast()
    yield piece
  }
}

async function download(body: AsyncIterable<Uint8Array>, onLast: () => void): Promise<void> {
  let size = 0
  for await (const part of body) {
    const isLast = size < (PIECES - 1) * PIECE && size + part.length >= (PIECES - 1) * PIECE
    size += part.length
    if (isLast) onLast()
    read.add(part.length)
  }
  expect(size).toBe(PIECES * PIECE)
}

type Send = (onLast: () => void) => Promise<unknown>

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

/**
 * Records a call, and measures what it holds when its last piece is on the way.
 *
 * @note A cassette holds the body, so a recording has it in memory.
 */
async function record(call: Send) {
  const prepared = prepare()
  let held = 0
  const agent = async () => {
    collectGarbage()
    const before = process.memoryUsage().arrayBuffers
    await call(() => {
      collectGarbage()
      held = process.memoryUsage().arrayBuffers - before
    })
  }
  const { ledger } = await runPass(agent, prepared, passOptions(prepared, 'record'), () => {})
  expect(ledger.failure).toBeUndefined()
  return { held: held / (PIECES * PIECE), actions: ledger.actions }
}

test.each(CLIENTS)(
  '%s receives and sends piece by piece while it is recorded, over one connection',
  async (name, down, up) => {
    const downloaded = await record(down)
    expect(connections).toBe(1)
    expect(bodyBytes(downloaded.actions[0]!.fresh!.response!.body)).toHaveLength(PIECES * PIECE)
    expect(downloaded.held).toBeLessThan(1.7)

    server.closeAllConnections()
    connections = 0
    const uploaded = await record(up)
    // None where the client has opened the next one already.
    expect(connections).toBeLessThanOrEqual(1)
    expect(bodyBytes(uploaded.actions[0]!.fresh!.request!.body)).toHaveLength(PIECES * PIECE)
    // An upload by fetch was seen to be held twice.
    expect(uploaded.held).toBeLessThan(name === 'fetch' ? 2.5 : 1.7)
  },
)
