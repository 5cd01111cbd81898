import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { utf8 } from '../../../src/core/bytes.ts'
import { bodyBytes } from '../../../src/core/cassette/body.ts'
import { parseCassette } from '../../../src/core/cassette/parse.ts'
import type { RecordedAction } from '../../../src/core/cassette/schema.ts'
import type { ExchangeTap } from '../../../src/worker/context/http-call.ts'
import { HttpActions } from '../../../src/worker/pass/http-actions.ts'
import { PassLedger } from '../../../src/worker/pass/pass-ledger.ts'
import { passOptions } from '../../../src/worker/pass/pass-options.ts'
import { runPass } from '../../../src/worker/pass/run-pass.ts'
import { cassetteOfPass, describeHeader } from '../../../src/worker/run/cassette-of-pass.ts'
import { writeCassette } from '../../../src/worker/run/written-cassette.ts'
import { action } from '../../../src/worker/wrap/actions.ts'
import { tableSize } from '../../table-size.ts'
import { filed, OWN, recordingOptions } from '../pass/open-pass.ts'
import { prepare } from './replayed-run.ts'

type Headers = Array<[string, string]>

interface Exchange {
  sent?: Uint8Array
  sentHeaders?: Headers
  status?: number
  statusText?: string
  headers?: Headers
  trailers?: Headers
  received?: Uint8Array[]
}

/** Records an exchange as a client has it, writes the cassette of it, and reads that. */
async function writeAndRead(exchange: Exchange): Promise<RecordedAction> {
  const { sent, sentHeaders = [], status = 200, statusText = 'OK', headers = [] } = exchange
  const ledger = new PassLedger(recordingOptions())
  const http = new HttpActions(ledger)
  const call = { method: 'POST', url: 'https://odd.test/', headers: sentHeaders }
  const tap: ExchangeTap = http.depart(call, OWN)!().tap
  if (sent) tap.sent(sent)
  tap.sentAll()
  tap.head({ status, statusText, headers })
  for (const piece of exchange.received ?? []) tap.chunk(piece)
  tap.end('complete', { trailers: exchange.trailers ?? [] })
  return reread(await filed(ledger))
}

async function reread(actions: RecordedAction[]): Promise<RecordedAction> {
  const prepared = prepare()
  const pass = await runPass(
    () => 'done',
    prepared,
    passOptions(prepared, 'record'),
    () => {},
  )
  const { header, end } = cassetteOfPass(describeHeader(prepared), pass)
  const totals = { ...end.totals, actions: actions.length }
  const written = await writeCassette({ header, actions, end: { ...end, totals } }, 'a run')
  const [read] = parseCassette(written.text()).actions
  expect(read).toEqual(written.cassette.actions[0])
  return read!
}

const allBytes = (from: number, to: number) =>
  String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, at) => from + at))

/** Each is a body that a server may send, whatever its type says. */
const BODIES: Record<string, Uint8Array> = {
  'minus zero': utf8('{"a":-0}'),
  'a number that is none': utf8('{"a":1e400,"b":-1e400,"c":1e-400}'),
  'a number longer than a double': utf8('{"a":12345678901234567890.12345678901234567890}'),
  'a key that stands there twice': utf8('{"a":1,"a":2,"b":{"c":1,"c":{}}}'),
  'half a surrogate pair, escaped': utf8('{"a":"\\ud800","\\udc00":1}'),
  'half a surrogate pair in bytes': Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22),
  'NUL, escaped': utf8('{"a":"\\u0000"}'),
  'NUL in a text': utf8('a\u0000b'),
  'control characters': utf8(allBytes(0, 31)),
  'separators of lines': utf8('"\u2028\u2029\u0085"'),
  'bytes that are no text': Uint8Array.of(0x7b, 0xff, 0xfe, 0xc3, 0x28, 0x7d),
  'all bytes': Uint8Array.from({ length: 256 }, (_, at) => at),
  'a text with a mark of order': utf8('\ufeff{"a":1}'),
  __proto__: utf8('{"__proto__":{"a":1},"constructor":1}'),
  'spaces around': utf8(' \n{"a" : 1}\r\n '),
  'an empty text': utf8('""'),
  'a number alone': utf8('1e400'),
  'deep JSON': utf8('['.repeat(3000) + ']'.repeat(3000)),
  'broken JSON': utf8('{"a":'),
  'events with NUL': utf8('id: 1\u0000\ndata: a\rdata: b\r\n\r\n: c\n\ndata'),
  'lines that are no JSON': utf8('{"a":1}\n{"a":-0}\n\nnone'),
}

const TYPES = ['', 'application/json', 'text/event-stream', 'application/x-ndjson', 'text/plain']

test.each(Object.entries(BODIES))('%s is written and read byte for byte', async (_name, bytes) => {
  for (const type of TYPES) {
    const typed: Headers = type === '' ? [] : [['content-type', type]]
    const middle = bytes.length >> 1
    const { request, response } = await writeAndRead({
      sent: bytes,
      sentHeaders: typed,
      headers: typed,
      received: [bytes.subarray(0, middle), bytes.subarray(middle)],
    })
    expect([type, Buffer.from(bodyBytes(request!.body))]).toEqual([type, Buffer.from(bytes)])
    expect([type, Buffer.from(bodyBytes(response!.body))]).toEqual([type, Buffer.from(bytes)])
  }
})

const ROUNDS = tableSize({ sample: 40, whole: 150 })

test('bytes that chance made are written and read byte for byte', async () => {
  let seed = 7
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % below
  }
  const marks = ['{', '}', '"', '\\', '\\u0000', '\\ud83d', ':', ',', '\n', 'data: ', '1e999', '-0']
  for (let round = 0; round < ROUNDS; round++) {
    const parts = Array.from({ length: 1 + next(30) }, () =>
      next(4) === 0 ? Uint8Array.of(next(256)) : utf8(marks[next(marks.length)]!),
    )
    const bytes = Buffer.concat(parts)
    const headers: Headers = [['content-type', TYPES[next(TYPES.length)]!]]
    const { response } = await writeAndRead({ headers, received: parts })
    expect(Buffer.from(bodyBytes(response!.body))).toEqual(bytes)
  }
})

test.each([200, 204, 299, 304, 418, 599, 600, 999])('status %i comes back', async (status) => {
  expect((await writeAndRead({ status })).response!.status).toBe(status)
})

test.each(['', ' ', 'Tr\xe8s bien', '很好', allBytes(0x80, 0xff), '\t'])(
  'reason %j comes back',
  async (statusText) => {
    expect((await writeAndRead({ statusText })).response!.statusText).toBe(statusText)
  },
)

test('each byte that a header can hold comes back, and many headers of one name', async () => {
  const headers: Headers = [
    ['x-bytes', `${allBytes(0x21, 0x7e)} ${allBytes(0x80, 0xff)}`],
    ['x-empty', ''],
    ["X-Odd!#$%&'*+.^_`|~", 'a\tb'],
    ...Array.from({ length: 200 }, (_, at): [string, string] => ['set-cookie', `c${at}=1`]),
  ]
  const trailers: Headers = [['x-sum', 'caf\xe9']]
  const { response } = await writeAndRead({ headers, trailers, received: [utf8('x')] })
  expect(response!.headers).toEqual(headers)
  expect(response!.trailers).toEqual(trailers)
})

const MEGABYTES = tableSize({ sample: 2, whole: 16 })

test('a body of megabytes comes back, plain and compressed', async () => {
  const bytes = Buffer.alloc(MEGABYTES << 20, 'replay ')
  const plain = await writeAndRead({ sent: bytes, received: [bytes] })
  expect(bytes.equals(bodyBytes(plain.request!.body))).toBe(true)
  expect(bytes.equals(bodyBytes(plain.response!.body))).toBe(true)
  const gzip = await writeAndRead({
    headers: [['content-encoding', 'gzip']],
    received: [gzipSync(bytes)],
  })
  expect(bytes.equals(bodyBytes(gzip.response!.body))).toBe(true)
})

test('what a tool was given and returned is written and read, or refused by its name while it runs', async () => {
  const echo = action('echo', (value: unknown) => value)
  const odd = [
    -0,
    NaN,
    Infinity,
    -Infinity,
    '\ud800',
    'a\u0000b',
    10n ** 30n,
    new Date(NaN),
    undefined,
    { ['__proto__']: 1, a: undefined },
    new Map([[NaN, new Set([-0])]]),
    Uint8Array.of(0, 255),
    Array.from({ length: 2 }),
  ]
  for (const value of odd) {
    const prepared = prepare()
    const agent = () => echo(value)
    const pass = await runPass(agent, prepared, passOptions(prepared, 'record'), () => {})
    const written = await writeCassette(cassetteOfPass(describeHeader(prepared), pass), 'a run')
    expect(parseCassette(written.text()).actions).toEqual(written.cassette.actions)
  }
  const prepared = prepare()
  const agent = () => echo({ list: [{ callback: () => 1 }] })
  const refused = runPass(agent, prepared, passOptions(prepared, 'record'), () => {}).then(
    ({ ledger }) => Promise.reject(ledger.failure),
  )
  await expect(refused).rejects.toMatchObject({
    code: 'VALUE_UNSUPPORTED',
    message: expect.stringMatching(/echo.*list\[0\]\.callback/) as string,
  })
})
