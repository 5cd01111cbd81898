import { expect, test } from 'vitest'
import type { JsonValue } from '../../../src/core/json.ts'
import type { Matchable } from '../../../src/core/matching/matchable.ts'
import { createVolatileMemory } from '../../../src/core/matching/volatile-values.ts'
import { volatileShape } from '../../../src/core/matching/volatile-shape.ts'

const RECORDED = Date.parse('2026-11-21T10:00:00.000Z')
const REPLAYED = Date.parse('2026-12-03T15:30:00.000Z')

const FACTS = {
  recorded: { from: RECORDED, to: RECORDED + 5000 },
  replayedFrom: REPLAYED,
  now: () => REPLAYED + 5000,
}

function memory(varied: ReadonlySet<string> | null = null) {
  return createVolatileMemory({ ...FACTS, varied })
}

function ask(body: JsonValue, url = 'https://model/chat'): Matchable {
  return { method: 'POST', url, headers: [], body }
}

const explain = (recorded: JsonValue, replayed: JsonValue) =>
  memory().explain(ask(recorded), ask(replayed))

const local = (ms: number) => new Date(ms).toString()

const VOLATILE: Array<[string, JsonValue, JsonValue]> = [
  ['a uuid', '3f0c2a8e-94b1-4d67-8e21-5a7c9b0d1e2f', 'b81d7e60-2c3f-4a95-9f04-c6e8d2a1735b'],
  [
    'a uuid within a text',
    'Session 3f0c2a8e-94b1-4d67-8e21-5a7c9b0d1e2f: hello',
    'Session b81d7e60-2c3f-4a95-9f04-c6e8d2a1735b: hello',
  ],
  [
    'two kinds within a text',
    'Today is 2026-11-21T10:00:01Z, session 3f0c2a8e-94b1-4d67-8e21-5a7c9b0d1e2f.',
    'Today is 2026-12-03T15:30:02Z, session b81d7e60-2c3f-4a95-9f04-c6e8d2a1735b.',
  ],
  [
    'a uuid of version 7',
    '019aa5ff-1500-7b3c-8d2e-4f6a7b8c9d0e',
    '019ae4f2-f640-7a1f-9c3d-5e7b8a9c0d1f',
  ],
  ['a ULID', '', ''],
  ['an id of the AI SDK', { id: 'aB3kZ9qLm2XyT7cV' }, { id: 'Qw8eR5tY1uI4oP6s' }],
  ['an id of OpenAI', 'call_aB3kZ9qLm2XyT7cVbN0pRs4D', 'call_Qw8eR5tY1uI4oP6sKd3Fg7Hj'],
  ['an id of Anthropic', 'toolu_01A09q90qw90lq917835lq9', 'toolu_01T1x1fJ34qAmk2tNTrN7Up'],
  ['a run id', 'run_3f9a2c7e1b8d4056', 'run_b70e4d19c2a85f36'],
  ['a nanoid', { id: 'V1StGXR8_Z5jdHi6B-myT' }, { id: 'kQ9wLpZ2xNf7_Rt4Yc8Ae' }],
  [
    'hex digits',
    'trace 4bf92f3577b34da6a3ce929d0e0e4736',
    'trace c61a08d7e25b49f3870d1e9a5b3f24c8',
  ],
  ['ISO', '2026-11-21T10:00:01.123Z', '2026-12-03T15:30:02.456Z'],
  ['ISO without fraction', '2026-11-21T10:00:01Z', '2026-12-03T15:30:02Z'],
  ['ISO with an offset', '2026-11-21T12:00:01+02:00', '2026-12-03T17:30:02+02:00'],
  ['ISO with a space', '2026-11-21 10:00:01Z', '2026-12-03 15:30:02Z'],
  ['ISO to the minute', 'It is 2026-11-21T10:00Z.', 'It is 2026-12-03T15:30Z.'],
  ['ISO of seconds that had begun', '2026-11-21T10:00:00Z', '2026-12-03T15:30:00Z'],
  ['ISO without a zone', 'now: 2026-11-21T10:00:01', 'now: 2026-12-03T15:30:02'],
  ['AWS dates', '20261121T100001Z', '20261203T153002Z'],
  ['epoch milliseconds', RECORDED + 17, REPLAYED + 1234],
  ['epoch milliseconds in a text', `at ${RECORDED + 17}`, `at ${REPLAYED + 1234}`],
  ['epoch seconds', RECORDED / 1000 + 1, REPLAYED / 1000 + 2],
  ['epoch seconds with a fraction', '1795255201.123', '1796311802.456'],
  ['finer epoch seconds', 1795255201.6552908, 1796311802.683291],
  ['an HTTP date', 'Sat, 21 Nov 2026 10:00:01 GMT', 'Thu, 03 Dec 2026 15:30:02 GMT'],
  ['Date.toString', local(RECORDED + 1000), local(REPLAYED + 1000)],
  ['toDateString', 'Sat Nov 21 2026', 'Thu Dec 03 2026'],
  ['a US date', 'Today is 11/21/2026.', 'Today is 12/3/2026.'],
  ['a US time', '11/21/2026, 10:00:01 AM', '12/3/2026, 3:30:02 PM'],
  ['a German date', '21.11.2026, 10:00:01', '3.12.2026, 15:30:02'],
  ['a long date', 'Saturday, November 21, 2026', 'Thursday, December 3, 2026'],
  ['a date', 'Today is 2026-11-21.', 'Today is 2026-12-03.'],
  ['a date just across midnight elsewhere', '2026-11-22', '2026-12-04'],
  ['a random number', 0.8444218515250481, 0.7579544029403025],
  ['a random number in a text', 'seed 0.8444218515250481', 'seed 0.7579544029403025'],
  [
    'a JSON-RPC id',
    { jsonrpc: '2.0', id: 3, method: 'ping' },
    { jsonrpc: '2.0', id: 7, method: 'ping' },
  ],
  [
    'a progress token that is the id',
    { jsonrpc: '2.0', id: 3, method: 'tools/call', params: { _meta: { progressToken: 3 } } },
    { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { _meta: { progressToken: 7 } } },
  ],
]
// Times within the ids: 2026-11-21T10:00:00.000Z and 2026-12-03T15:30:00.000Z.
const ulid = (ms: number, tail: string) => {
  let [head, rest] = ['', ms]
  for (let digit = 0; digit < 10; digit++) {
    head = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[rest % 32] + head
    rest = Math.floor(rest / 32)
  }
  return head + tail
}
const v7 = (ms: number, tail: string) => {
  const hex = ms.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-${tail}`
}
VOLATILE.find(([name]) => name === 'a ULID')!.splice(
  1,
  2,
  ulid(RECORDED + 5, '8ZQ4XK2MWT6RJ3V9'),
  ulid(REPLAYED + 5, 'C1HN7YB5PD0EF2GA'),
)
VOLATILE.find(([name]) => name === 'a uuid of version 7')!.splice(
  1,
  2,
  v7(RECORDED + 5, '7b3c-8d2e-4f6a7b8c9d0e'),
  v7(REPLAYED + 5, '7a1f-9c3d-5e1b8a9c0d1f'),
)

test.each(VOLATILE)('volatile: %s', (_name, recorded, replayed) => {
  expect(explain(recorded, replayed)).not.toBeNull()
  expect(
    explain({ messages: [{ content: recorded }] }, { messages: [{ content: replayed }] }),
  ).toEqual(
    typeof recorded === 'object' && recorded !== null && 'jsonrpc' in recorded
      ? null
      : expect.any(Array),
  )
  const shape = (body: JsonValue) => volatileShape('POST https://model/chat', ask(body))
  expect(shape(recorded)).toBe(shape(replayed))
})

const uuid = '3f0c2a8e-94b1-4d67-8e21-5a7c9b0d1e2f'
const other = 'b81d7e60-2c3f-4a95-9f04-c6e8d2a1735b'

const NOT: Array<[string, JsonValue, JsonValue]> = [
  ['an order number', 'Refund order A-17', 'Refund order A-18'],
  ['a long order number', 'ORD-2026-11-0017', 'ORD-2026-11-0018'],
  ['an order number with a date', 'ORD-2026-11-21-17', 'ORD-2026-12-03-17'],
  ['an order number of ten digits', 1234567890, 1234567891],
  ['an order number of thirteen digits', '4006381333931', '4006381333948'],
  ['a letter-and-digit order number', 'ORDER20261121ITEM0042', 'ORDER20261203ITEM0043'],
  ['a sequential hex id', '0000000000000000000000000000002a', '0000000000000000000000000000002b'],
  ['an edited hex id', '4bf92f3577b34da6a3ce929d0e0e4736', '4bf92f3577b34da6a3ce929d0e0e4737'],
  [
    'a uuid that counts',
    '00000000-0000-4000-8000-000000000017',
    '00000000-0000-4000-8000-000000000018',
  ],
  ['uuids edited by one digit', uuid, uuid.replace(/f$/, '0')],
  ['a uuid for none', uuid, '00000000-0000-0000-0000-000000000000'],
  ['a uuid of another version', uuid, other.replace('-4a95', '-7a95')],
  ['uuids made from names', uuid.replace('-4d', '-5d'), other.replace('-4a', '-5a')],
  [
    'a uuid of version 7 made before',
    '01890a5d-ac96-774b-bcce-b302099a8057',
    '01890a5d-ac96-7ab0-9f3c-7d2e1a4b6c80',
  ],
  ['a ULID made before', '01ARZ3NDEKTSV4RRFFQ69G5FAV', '01BX5ZZKBKACTAV9WEVGEMMVRZ'],
  ['a uuid in capitals', uuid, other.toUpperCase()],
  ['a price', 19.99, 24.99],
  ['a price in a text', 'It costs $1299.00', 'It costs $1399.00'],
  ['a city', 'weather in Rome', 'weather in Oslo'],
  ['a small number', 3, 4],
  ['a temperature', 0.7, 0.8],
  ['a share', 1 / 3, 2 / 3],
  ['an average', 6 / 7, 5 / 7],
  ['a sum of floats', 0.1 + 0.2, 0.1 + 0.7],
  ['a vector', [0.8444218515250481, 0.7579544029403025], [0.420571580830845, 0.25891675029296335]],
  ['a random number for a round one', 0.8444218515250481, 0.5],
  ['a booked date', 'Book 2027-03-05', 'Book 2027-03-06'],
  ['a booked time today', 'Book 2026-11-21T18:00:00Z', 'Book 2026-12-03T18:00:00Z'],
  ['a booked time without a zone', '2026-11-21T18:00:00', '2026-12-03T18:00:00'],
  ['a time an hour ahead, now two', '2026-11-21T11:00:01', '2026-12-03T17:30:02'],
  ['a time an hour ahead', '2026-11-21T11:00:01Z', '2026-12-03T16:30:02Z'],
  ['yesterday', '2026-11-19', '2026-12-01'],
  ['a birthday', '1984-05-17', '1984-05-18'],
  ['a birthday for today', '1984-05-17', '2026-12-03'],
  ['today for a booked date', 'on 2026-11-21', 'on 2027-03-05'],
  ['a US date of an invoice', '01/31/2026', '02/28/2026'],
  ['a date that is not one', '2026-11-31', '2026-12-03'],
  ['an HTTP date of a file', 'Mon, 05 Jan 2026 10:00:01 GMT', 'Thu, 03 Dec 2026 15:30:02 GMT'],
  ['an epoch of a month ago', 1792000000, 1796311802],
  ['a deadline in seconds', RECORDED / 1000 + 3600, REPLAYED / 1000 + 3600],
  ['another form of the same clock', '2026-11-21T10:00:01Z', '2026-12-03T15:30:02.000Z'],
  ['a number for its text', RECORDED + 1, String(REPLAYED + 1)],
  ['a model', 'gpt-4o-mini-2024-07-18', 'gpt-4o-2024-08-06'],
  ['a dated model', 'claude-sonnet-4-5-20250929', 'claude-opus-4-1-20250805'],
  ['a function', 'getCustomerOrderById', 'sendRefundEmailToJoe'],
  ['a function with a version', 'getCustomerOrderV2Id', 'sendRefundMailToJoe2'],
  ['a file', 'invoice_2026_11_21_final.pdf', 'invoice_2026_12_03_final.pdf'],
  ['a phone number', '+49 30 1234567890', '+49 30 1234567999'],
  ['an IBAN', 'DE89370400440532013000', 'DE75512108001245126199'],
  ['a card', '4242424242424242', '5555555555554444'],
  ['a licence plate', 'B-XY 1234', 'B-XY 4321'],
  ['short tool call ids', { tool_call_id: 'call_1' }, { tool_call_id: 'call_2' }],
  ['other words beside a uuid', `refund ${uuid}`, `cancel ${other}`],
  ['one uuid fewer', `${uuid} ${other}`, other],
  ['a field more', { id: uuid }, { id: other, note: 'x' }],
  ['an element more', [uuid], [other, other]],
  ['uuids that change places', [uuid, other], [other, uuid]],
  ['two uuids that become one', [uuid, '7d9e1c52-0b4a-4f83-a6d7-e2c8f1b03945'], [other, other]],
  ['one uuid that becomes two', [uuid, uuid], [other, '7d9e1c52-0b4a-4f83-a6d7-e2c8f1b03945']],
  ['a uuid that is kept elsewhere', { a: uuid, b: uuid }, { a: other, b: uuid }],
  ['an id without JSON-RPC', { id: 3, method: 'ping' }, { id: 7, method: 'ping' }],
  ['an id of another JSON-RPC', { jsonrpc: '1.0', id: 3 }, { jsonrpc: '1.0', id: 7 }],
  [
    'JSON-RPC arguments',
    { jsonrpc: '2.0', id: 3, params: { arguments: { id: 3 } } },
    { jsonrpc: '2.0', id: 7, params: { arguments: { id: 7 } } },
  ],
  [
    'a progress token that is not the id',
    { jsonrpc: '2.0', id: 3, params: { _meta: { progressToken: 4 } } },
    { jsonrpc: '2.0', id: 7, params: { _meta: { progressToken: 9 } } },
  ],
  ['nothing', null, uuid],
  ['a key', { [uuid]: 1 }, { [other]: 1 }],
]

test.each(NOT)('not volatile: %s', (_name, recorded, replayed) => {
  expect(explain(recorded, replayed)).toBeNull()
  expect(explain(replayed, recorded)).toBeNull()
})

test('there are enough of the second kind', () => expect(NOT.length).toBeGreaterThanOrEqual(40))

test('what is accepted is listed with its place', () => {
  expect(
    explain({ user: 'Zoe', session: [`id ${uuid}`] }, { user: 'Zoe', session: [`id ${other}`] }),
  ).toEqual([{ path: '$.session[0]', recorded: uuid, replayed: other }])
})

test('one recorded id is one replayed id, in the whole run', () => {
  const run = memory()
  const third = '7d9e1c52-0b4a-4f83-a6d7-e2c8f1b03945'
  expect(run.explain(ask([uuid]), ask([other]))).not.toBeNull()
  expect(run.explain(ask([uuid, 'again']), ask([other, 'again']))).not.toBeNull()
  expect(run.explain(ask([uuid, 'again']), ask([third, 'again']))).toBeNull()
  expect(run.explain(ask([third]), ask([other]))).toBeNull()
})

test('nothing is remembered of a request that was not accepted', () => {
  const run = memory()
  const third = '7d9e1c52-0b4a-4f83-a6d7-e2c8f1b03945'
  expect(run.explain(ask([uuid, 'Rome']), ask([other, 'Oslo']))).toBeNull()
  expect(run.explain(ask([uuid, 1]), ask([other, 2]))).toBeNull()
  expect(run.couldDiffer(uuid, other)).toBe(true)
  expect(run.explain(ask([uuid]), ask([third]))).not.toBeNull()
})

test('an id that was the same before is no work of the run', () => {
  const run = memory()
  run.known.addSame(() => ({ messages: [{ content: `Your order is ${uuid}` }] }))
  expect(run.explain(ask({ order: uuid }), ask({ order: other }))).toBeNull()
  run.known.addSame(() => ({ orders: [`x ${other}`] }))
  const third = '7d9e1c52-0b4a-4f83-a6d7-e2c8f1b03945'
  expect(run.explain(ask({ order: third }), ask({ order: other }))).toBeNull()
})

test('an id that did not vary when the recording was verified does not vary now; the clock does', () => {
  const run = memory(new Set([uuid]))
  const third = '7d9e1c52-0b4a-4f83-a6d7-e2c8f1b03945'
  expect(run.explain(ask([third]), ask([other]))).toBeNull()
  expect(run.explain(ask([uuid, third]), ask([other, uuid]))).toBeNull()
  expect(run.explain(ask(['2026-11-21']), ask(['2026-12-03']))).not.toBeNull()
  expect(run.explain(ask([uuid]), ask([other]))).not.toBeNull()
})

const FINE: Array<[string, JsonValue, JsonValue]> = [
  ['of a file', RECORDED + 17.2905, REPLAYED + 1234.5],
  ['in a text', `modified ${RECORDED + 17.2905}`, `modified ${REPLAYED + 1234.25}`],
]

test.each(FINE)('milliseconds with a fraction, %s, have varied', (_name, recorded, replayed) => {
  const verifying = createVolatileMemory({ ...FACTS, varied: null, isSameCode: true })
  expect(verifying.explain(ask(recorded), ask(replayed))).not.toBeNull()
  const varying = verifying.varying()
  expect([...varying.keys()]).toEqual([String(RECORDED + 17.2905)])
  expect(verifying.renamed.size).toBe(0)
  expect(memory(new Set(varying.keys())).explain(ask(recorded), ask(replayed))).not.toBeNull()
  expect(memory(new Set()).explain(ask(recorded), ask(replayed))).toBeNull()
  const shape = (body: JsonValue) => volatileShape('POST https://model/chat', ask(body))
  expect(shape(recorded)).toBe(shape(replayed))
})

test('milliseconds with a fraction are of the run, and no whole ones', () => {
  const at = RECORDED + 17.2905
  const run = memory(new Set([String(at)]))
  expect(run.explain(ask(at), ask(REPLAYED + 3_600_000.5))).toBeNull()
  expect(run.explain(ask(at), ask(REPLAYED + 1234))).toBeNull()
  expect(run.explain(ask(at), ask((REPLAYED + 1234.5) / 1000))).toBeNull()
})

test('a time that varied is none of the journal, although it falls into the same millisecond', () => {
  const facts = { ...FACTS, given: () => FACTS.recorded, clockReads: [RECORDED + 17] }
  const pair = [ask(RECORDED + 17), ask(REPLAYED + 1234)] as const
  const verifying = createVolatileMemory({ ...facts, varied: null, isSameCode: true })
  expect(verifying.explain(...pair)).not.toBeNull()
  const varied = new Set(verifying.varying().keys())
  expect(createVolatileMemory({ ...facts, varied }).explain(...pair)).not.toBeNull()
  expect(createVolatileMemory({ ...facts, varied: new Set() }).explain(...pair)).toBeNull()
})

test('ids that came with answers at one place belong together', () => {
  const run = memory(new Set())
  run.known.addPair(
    { calls: [{ id: 'call_1', city: 'A-17', item: 'item_3' }] },
    { calls: [{ id: 'call_2', city: 'A-18', item: 'item_4' }] },
  )
  expect(run.explain(ask({ item: 'item_3' }), ask({ item: 'item_4' }))).toBeNull()
  expect(run.explain(ask({ tool_call_id: 'call_1' }), ask({ tool_call_id: 'call_2' }))).toEqual([
    { path: '$.tool_call_id', recorded: 'call_1', replayed: 'call_2' },
  ])
  expect(run.explain(ask({ tool_call_id: 'call_1' }), ask({ tool_call_id: 'call_3' }))).toBeNull()
  expect(run.explain(ask({ order: 'A-17' }), ask({ order: 'A-18' }))).toBeNull()
})

test('a url is looked into too', () => {
  const url = (id: string) => `https://api/sessions/${id}?t=1`
  expect(memory().explain(ask(null, url(uuid)), ask(null, url(other)))).toEqual([
    { path: 'url', recorded: uuid, replayed: other },
  ])
})

test('ids drawn by chance are known by their look, almost always', () => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  let state = 42
  // mulberry32
  const random = () => {
    let mixed = (state = (state + 0x6d2b79f5) | 0)
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const draw = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
  const missed = { sdk: 0, openai: 0, hex: 0, nano: 0 }
  for (let i = 0; i < 2000; i++) {
    const pairs = {
      sdk: [1, 2].map(() => draw(letters, 16)),
      openai: [1, 2].map(() => `call_${draw(letters, 24)}`),
      hex: [1, 2].map(() => draw('0123456789abcdef', 32)),
      nano: [1, 2].map(() => draw(`${letters}_-`, 21)),
    }
    for (const [name, [a, b]] of Object.entries(pairs))
      if (!explain({ id: a! }, { id: b! })) missed[name as keyof typeof missed]++
  }
  expect(missed.hex).toBe(0)
  expect(missed.openai).toBeLessThan(60)
  expect(missed.sdk).toBeLessThan(120)
})

test.each([0, 6, 10, 14, 18, 23])('tomorrow is not today, whatever the hour: %i', (hour) => {
  const at = RECORDED - (RECORDED % 86_400_000) + hour * 3_600_000
  const window = { from: at, to: at + 1000 }
  const today = createVolatileMemory({
    recorded: window,
    replayedFrom: at + 60_000,
    now: () => at + 61_000,
    given: () => window,
    clockReads: [at],
    varied: new Set(),
  })
  expect(today.explain(ask('Today is 2026-11-21.'), ask('Today is 2026-11-22.'))).toBeNull()
  expect(today.explain(ask('Today is 2026-11-21.'), ask('Today is 2026-11-20.'))).toBeNull()
  expect(today.explain(ask('Booked for 2026-11-22.'), ask('Booked for 2026-11-21.'))).toBeNull()
  expect(today.explain(ask('Booked for 2026-11-20.'), ask('Booked for 2026-11-21.'))).toBeNull()
})

test('what the journal gave is no other time on the day it happens to be', () => {
  const memory = createVolatileMemory({
    recorded: { from: RECORDED, to: RECORDED + 5000 },
    replayedFrom: REPLAYED,
    now: () => REPLAYED + 5000,
    given: () => ({ from: RECORDED, to: RECORDED + 5000 }),
    clockReads: [RECORDED],
    varied: new Set(),
  })
  expect(memory.explain(ask('2026-11-21'), ask('2026-12-03'))).toBeNull()
})

test('an id that varied in verification may look like anything, and one that did not stays', () => {
  const facts = {
    recorded: { from: RECORDED, to: RECORDED + 5000 },
    replayedFrom: REPLAYED,
    now: () => REPLAYED + 5000,
  }
  const [a, b] = ['thread -plainwordsWithoutAny', 'thread Zweiunddreissig_Dinge']
  const verifying = createVolatileMemory({ ...facts, varied: null, isSameCode: true })
  expect(verifying.explain(ask(a), ask(b))).toMatchObject([
    { recorded: '-plainwordsWithoutAny', replayed: 'Zweiunddreissig_Dinge' },
  ])
  const replay = createVolatileMemory({ ...facts, varied: new Set(verifying.renamed.keys()) })
  expect(replay.explain(ask(a), ask('thread another7wordof_chance'))).toHaveLength(1)
  const other = createVolatileMemory({ ...facts, varied: new Set() })
  expect(other.explain(ask(a), ask(b))).toBeNull()
})

test.each([
  ['drawn letter by letter', 'A41EAHBEFM', '475l2Q3oY3xx', false],
  ['a number that lost its leading zeros', 'k3j9d02mzqp', '9x02mzqpq', true],
])('an id of another length is another generator: %s', (_name, recorded, replayed, isSame) => {
  const memory = createVolatileMemory({
    recorded: { from: RECORDED, to: RECORDED + 5000 },
    replayedFrom: REPLAYED,
    now: () => REPLAYED + 5000,
    varied: new Set([recorded]),
  })
  expect(memory.explain(ask(recorded), ask(replayed)) !== null).toBe(isSame)
})

test('a journalled uuid is one that the replay drew, and no constant', () => {
  const before = '3f1c9d2e-7b54-4a8e-9c61-d0e2f4a6b8c1'
  const now = '9a7e5c31-02bd-4f68-8e1d-6c5b4a392817'
  const drawn = new Set<string>()
  const make = () =>
    createVolatileMemory({
      recorded: { from: RECORDED, to: RECORDED + 5000 },
      replayedFrom: REPLAYED,
      now: () => REPLAYED + 5000,
      varied: new Set(),
      journalled: { ids: new Set([before]), drawn: () => drawn },
    })
  expect(make().explain(ask(before), ask(now))).toBeNull()
  drawn.add(now)
  expect(make().explain(ask(before), ask(now))).toHaveLength(1)
})

test('an id that is made of a secret is the same in every replay, and another one is a change', () => {
  const [recorded, made] = ['9f86d081884c7d659a2feaa0c55ad015', '60303ae22b998861bce3b28f33eec1be']
  const other = 'fd61a03af4f77d870fc21e05e7e80678'
  const derived = () =>
    createVolatileMemory({
      recorded: { from: RECORDED, to: RECORDED + 5000 },
      replayedFrom: REPLAYED,
      now: () => REPLAYED + 5000,
      varied: new Set([recorded]),
      derived: new Map([[recorded, made]]),
    })
  const proof = (id: string) => ask({ proof: id })
  expect(derived().explain(proof(recorded), proof(made))).toHaveLength(1)
  expect(derived().explain(proof(recorded), proof(other))).toBeNull()
})

test('a recording of version 0.1.0 tells ids by their look', () => {
  const [one, other] = [
    '3f0c2a8e-94b1-4d67-8e21-5a7c9b0d1e2f',
    'b81d7e60-2c3f-4a95-9f04-c6e8d2a1735b',
  ]
  const facts = {
    recorded: { from: RECORDED, to: RECORDED + 5000 },
    replayedFrom: REPLAYED,
    now: () => REPLAYED + 5000,
  }
  const ofFirst = createVolatileMemory({ ...facts, varied: null, isByLook: true })
  expect(ofFirst.explain(ask({ id: one }), ask({ id: other }))).toHaveLength(1)
  const present = createVolatileMemory({ ...facts, varied: new Set() })
  expect(present.explain(ask({ id: one }), ask({ id: other }))).toBeNull()
})
