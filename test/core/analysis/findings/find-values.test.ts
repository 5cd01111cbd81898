import { expect, test } from 'vitest'
import { findStaticFindings } from '../../../../src/core/analysis/findings/find-static-findings.ts'
import { FindingTypeSchema } from '../../../../src/core/analysis/findings/schema.ts'
import type { Cassette } from '../../../../src/core/cassette/schema.ts'
import type { JsonValue } from '../../../../src/core/json.ts'
import { cassetteOf, chat, http, RECORDED_AT, says, tool } from './cassette-of.ts'

const UUID = 'c9a646d3-9c61-4cb7-bfcd-ee2522c8f633'
const LATER = Date.parse(RECORDED_AT) + 400

const found = (cassette: Cassette) =>
  findStaticFindings(cassette, { enable: FindingTypeSchema.options }).map(
    ({ type, severity, values }) => `${type} ${severity} ${values.recorded}`,
  )

test.each([
  ['It is 2026-11-21T10:00:00.412Z.', 'timestamp high 2026-11-21T10:00:00.412Z'],
  ['It is 2026-11-21T11:00:00+01:00.', 'timestamp high 2026-11-21T11:00:00+01:00'],
  ['Now: Sat Nov 21 2026 10:00:00 GMT+0000', 'timestamp high Sat Nov 21 2026 10:00:00 GMT+0000'],
  ['Now: Sat, 21 Nov 2026 10:00:00 GMT', 'timestamp high Sat, 21 Nov 2026 10:00:00 GMT'],
  ['Now: 11/21/2026, 2:00:00 AM', 'timestamp high 11/21/2026, 2:00:00 AM'],
  [`at ${LATER}`, `timestamp high ${LATER}`],
  [`at ${Math.round(LATER / 1000)}`, `timestamp high ${Math.round(LATER / 1000)}`],
  ['started 2026-11-21T09:55:00Z', 'timestamp high 2026-11-21T09:55:00Z'],
  ['Today is 2026-11-21.', 'timestamp medium 2026-11-21'],
  ['Today is Saturday, November 21, 2026.', 'timestamp medium Saturday, November 21, 2026'],
  [
    'due Mon Mar 02 2026 09:00:00 GMT+0100 (CET)',
    'timezone medium Mon Mar 02 2026 09:00:00 GMT+0100 (CET)',
  ],
  [`session_id: ${UUID}`, `uuid high ${UUID}`],
  [`{"session_id":"${UUID}"}`, `uuid high ${UUID}`],
  [`Your request id is ${UUID}`, `uuid high ${UUID}`],
  ['the draw was 0.8444218515250481', 'random high 0.8444218515250481'],
  ['run_9f3kQ2xLmB7tR4vW', 'random high run_9f3kQ2xLmB7tR4vW'],
  ['cwd: /Users/annika/work/agent', 'environment medium /Users/annika/work/agent'],
  ['cwd: C:\\Users\\annika\\agent', 'environment medium C:\\Users\\annika\\agent'],
  ['Write to /tmp/agent-x8Kd9s/out.txt', 'environment critical /tmp/agent-x8Kd9s/out.txt'],
  ['You run on Node v22.12.0.', 'environment medium v22.12.0'],
  ['The total is 0.30000000000000004.', 'floating_point medium 0.30000000000000004'],
  ['The total is 4.35 * 100 = 434.99999999999994', 'floating_point medium 434.99999999999994'],
])('%s', (content, expected) => {
  expect(found(cassetteOf([says(content)]))).toEqual([expected])
})

test.each([
  'Book a flight on 2027-03-01.',
  'The order is of 2025-11-21T10:00:00Z.',
  'It is 2026-11-21T14:00:00Z.',
  'It was 2026-11-21T09:00:00Z.',
  'Call 1732190400 again.',
  'Released November 5, 2024',
  'version 2026.11.21',
  'file report-2026-11-21-final.pdf',
  // An order has a uuid too.
  `Refund order ${UUID}.`,
  `{"vector_store":"${UUID}"}`,
  'session_id: 00000000-0000-4000-8000-000000000017',
  'session_id: 6ba7b810-9dad-51d1-80b4-00c04fd430c8',
  'The commit is 4f2c9aa1b0de77c1e5d2f3a4b5c6d7e8f9a0b1c2.',
  'See file-MgkwTn57fBUQVvn8T3Ur32 and asst_9f3kQ2xLmB7tR4vWq8.',
  'claude-3-5-sonnet-20241022',
  'call_9f3kQ2xLmB7tR4vWq8 and chatcmpl-9f3kQ2xLmB7tR4vWq8',
  'the share is 0.3333333333333333',
  'pi is 3.141592653589793',
  'the price is 0.1 or 0.25 or 1234567.891',
  'lies in /home/user/project and /Users/username/x',
  'see https://example.com/Users/annika/work',
  'in /tmp/output.txt and /tmp/my-file.log',
  'in /tmp/pip-install',
  'on Node v22.12.01 or v22.12.0.1x',
  `data:image/png;base64,${'c9a646d39c614cb7bfcdee2522c8f633'.repeat(20)}`,
  `${'session9f3kQ2xLmB7tR4vWq8Lm2'.repeat(20)}`,
  '<redacted:openai-key:1>',
])('nothing in: %s', (content) => {
  expect(found(cassetteOf([says(content)]))).toEqual([])
})

test('no time is read where the recording has none', () => {
  const header = { recordedAt: '' }
  expect(found(cassetteOf([says('It is 2026-11-21T10:00:00Z.')], { header }))).toEqual([])
})

test('a value of the input is no finding', () => {
  const text = `session ${UUID}, 2026-11-21T10:00:00Z, /Users/annika/work`
  const header = { input: { json: { given: text } } }
  expect(found(cassetteOf([says(text)], { header }))).toEqual([])
})

test('a value of an earlier answer is no finding; one of a later answer is', () => {
  const told = (first: string, second: string) =>
    found(cassetteOf([says('a', first), says(`session ${UUID}`, second)]))
  expect(told(`Take ${UUID}.`, 'fine')).toEqual([])
  expect(told('fine', `Take ${UUID}.`)).toEqual([`uuid high ${UUID}`])
})

test('a value of a tool, a header or a streamed answer is no finding', () => {
  const text = `session ${UUID}`
  const header = http('GET', 'https://a.test/x')
  header.response!.headers = [['mcp-session-id', UUID]]
  const streamed = says('a')
  const events = [UUID.slice(0, 9), UUID.slice(9)].map((content) => ({
    json: { choices: [{ index: 0, delta: { content } }] },
  }))
  streamed.response!.body = { events }
  for (const first of [tool('open', [], { session: UUID }), header, streamed])
    expect(found(cassetteOf([first, says(text)]))).toEqual([])
})

test("a model's own words and the ids it gave out are no finding", () => {
  const messages: JsonValue = [
    { role: 'user', content: 'hi' },
    {
      role: 'assistant',
      content: `session ${UUID} at 2026-11-21T10:00:00Z`,
      tool_calls: [{ id: UUID, type: 'function', function: { name: 'a', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: UUID, content: 'done' },
  ]
  expect(found(cassetteOf([chat(messages)]))).toEqual([])
})

test('a value is found once, where it first stands', () => {
  const turn = { role: 'user', content: `session ${UUID}` }
  const cassette = cassetteOf([
    says('hi'),
    chat([turn]),
    chat([turn, { role: 'assistant', content: 'fine' }, { role: 'user', content: 'go on' }]),
  ])
  expect(findStaticFindings(cassette)).toMatchObject([
    { type: 'uuid', action: 'chat gpt-4o', index: 1, path: '$.messages[0].content' },
  ])
})

test('tools, URLs and the final output are looked at too', () => {
  const at = '2026-11-21T10:00:00.100Z'
  const places = (cassette: Cassette) =>
    findStaticFindings(cassette).map(({ action, index, path }) => `${action} ${index} ${path}`)
  expect(places(cassetteOf([tool('log', [{ at }])]))).toEqual(['log 0 $[0].at'])
  expect(places(cassetteOf([http('GET', `https://a.test/x?t=${LATER}`)]))).toEqual(['GET /x 0 url'])
  expect(places(cassetteOf([says('hi')], { end: { output: { json: { at } } } }))).toEqual([
    'final output 1 output.at',
  ])
})

test('a number that sums left dust on; vectors and short numbers are none', () => {
  const of = (json: number | number[]) => found(cassetteOf([tool('pay', [{ json }])]))
  expect(of(0.1 + 0.2)).toEqual(['floating_point medium 0.30000000000000004'])
  expect(of(1.1 * 3)).toEqual(['floating_point medium 3.3000000000000003'])
  for (const fine of [0.1, 1 / 3, Math.PI, 1e21, 2 ** 53, 0.8444218515250481 * 100])
    expect(
      of(fine).filter((one) => one.startsWith('floating')),
      String(fine),
    ).toEqual([])
  expect(of([0.1 + 0.2, 0.8444218515250481])).toEqual([])
})

test('a verified recording tells which ids vary, whatever they look like', () => {
  const text = `session ${UUID}; order K7-1234567890ABCDEFG`
  const end = (volatile?: string[]) => ({ verified: true, ...(volatile ? { volatile } : {}) })
  expect(found(cassetteOf([says(text)], { end: end() }))).toEqual([])
  expect(found(cassetteOf([says(text)], { end: end([UUID]) }))).toEqual([`uuid high ${UUID}`])
  expect(found(cassetteOf([says(`Refund order ${UUID}.`)], { end: end([UUID]) }))).toEqual([
    `uuid high ${UUID}`,
  ])
})
