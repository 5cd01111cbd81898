import { expect, test } from 'vitest'
import {
  analyseCassette,
  findStaticFindings,
} from '../../../../src/core/analysis/findings/find-static-findings.ts'
import type { Cassette, RecordedAction } from '../../../../src/core/cassette/schema.ts'
import type { JsonValue } from '../../../../src/core/json.ts'
import { cassetteOf, chat, http, says, tool } from './cassette-of.ts'

const found = (cassette: Cassette) =>
  findStaticFindings(cassette).map(({ type, severity, index, path, values }) =>
    [type, severity, index, path, values.recorded].join(' '),
  )

const calls = (...ids: string[]) => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } })),
})
const result = (id: string) => ({ role: 'tool', tool_call_id: id, content: 'done' })

test('results that stand in another order than their calls', () => {
  const shuffled = chat([calls('call_a', 'call_b'), result('call_b'), result('call_a')])
  expect(found(cassetteOf([shuffled, shuffled]))).toEqual([
    'ordering medium 0 $.messages call_b, call_a',
  ])
  for (const messages of [
    [calls('call_a', 'call_b'), result('call_a'), result('call_b')],
    [calls('call_a'), result('call_a'), calls('call_b'), result('call_b')],
    [calls('call_a', 'call_b'), result('call_b')],
    [calls('call_a', 'call_a'), result('call_a')],
  ])
    expect(found(cassetteOf([chat(messages)]))).toEqual([])
})

test('a list that has the same elements in another order than before', () => {
  const tools = (...names: string[]) =>
    chat([{ role: 'user', content: names.join('') }], 'fine', {
      tools: names.map((name) => ({ type: 'function', function: { name } })),
    })
  expect(found(cassetteOf([tools('a', 'b'), tools('b', 'a')]))).toEqual([
    'ordering medium 1 $.tools ',
  ])
  expect(found(cassetteOf([tools('a', 'b'), tools('a', 'b')]))).toEqual([])
  expect(found(cassetteOf([tools('a', 'b'), tools('b', 'c')]))).toEqual([])
  expect(found(cassetteOf([tools('a', 'b'), tools('b', 'a', 'c')]))).toEqual([])
  // The way there and the way back.
  expect(found(cassetteOf([tool('f', [{ ids: [1, 2] }]), tool('f', [{ ids: [2, 1] }])]))).toEqual(
    [],
  )
})

test('sampling that is left free, once a model', () => {
  const with_ = (more: { [key: string]: JsonValue }) =>
    chat([{ role: 'user', content: 'a' }], 'fine', more)
  const free = 'api_variability low 0 $.temperature'
  expect(found(cassetteOf([with_({ temperature: 0.7 }), with_({ temperature: 0.7 })]))).toEqual([
    `${free} 0.7`,
  ])
  expect(found(cassetteOf([with_({ temperature: null })]))).toEqual([`${free} `])
  const pinned: Array<{ [key: string]: JsonValue }> = [
    { temperature: 0 },
    { temperature: 0.7, seed: 1 },
    { temperature: null, top_k: 1 },
    { temperature: null, model: 'o4-mini' },
    { temperature: null, model: 'gpt-5.2' },
    { temperature: null, model: 'openai/gpt-5' },
    { temperature: null, reasoning_effort: 'low' },
  ]
  for (const more of pinned)
    expect(found(cassetteOf([with_(more)])), JSON.stringify(more)).toEqual([])
  const refused = with_({ temperature: 9 })
  refused.response = { ...refused.response!, status: 400, body: { json: { error: 'no' } } }
  expect(found(cassetteOf([refused]))).toEqual([])
})

test('sampling is looked for where the API takes it', () => {
  const url =
    'https://bedrock-runtime.us-east-1.amazonaws.com/model/us.amazon.nova-micro-v1:0/converse'
  const ask = (temperature: number) => {
    const call = chat([])
    const messages = [{ role: 'user', content: [{ text: 'a' }] }]
    const answer = { role: 'assistant', content: [{ text: 'fine' }] }
    return {
      ...call,
      request: {
        method: 'POST',
        url,
        headers: [],
        body: { json: { messages, inferenceConfig: { temperature } } },
      },
      response: {
        ...call.response!,
        body: { json: { output: { message: answer }, stopReason: 'end_turn' } },
      },
    }
  }
  expect(found(cassetteOf([ask(0)]))).toEqual([])
  expect(found(cassetteOf([ask(0.5)]))).toEqual([
    'api_variability low 0 $.inferenceConfig.temperature 0.5',
  ])
})

test.each([
  ['gpt-4o', 'gpt-4o-2024-08-06', true],
  ['gpt-4', 'gpt-4-0613', true],
  ['claude-3-5-haiku-latest', 'claude-3-5-haiku-20241022', true],
  ['gpt-4o-2024-08-06', 'gpt-4o-2024-08-06', false],
  ['gpt-4o', 'gpt-4o-mini', false],
  ['gpt-4o', 'gpt-4o-mini-2024-07-18', false],
  ['my-deployment', 'gpt-4o-2024-08-06', false],
])('a model that is asked as %s and answers as %s', (asked, answered, isAlias) => {
  const call = chat([{ role: 'user', content: 'a' }], 'fine', { model: asked })
  const body = { model: answered, choices: [{ index: 0, message: { content: 'fine' } }] }
  call.response = { ...call.response!, body: { json: body } }
  const expected = isAlias ? [`api_variability low 0 $.model ${asked}`] : []
  expect(found(cassetteOf([call]))).toEqual(expected)
})

test('a question that a model answers in two ways', () => {
  expect(found(cassetteOf([says('a', 'one'), says('a', 'two'), says('a', 'three')]))).toEqual([
    'api_variability medium 1  ',
  ])
  expect(found(cassetteOf([says('a', 'one'), says('a', 'one')]))).toEqual([])
  expect(found(cassetteOf([says('a', 'one'), says('b', 'two')]))).toEqual([])
})

test('a call that is answered otherwise although the run changed nothing', () => {
  const poll = (state: string) => http('GET', 'https://a.test/job', undefined, { state })
  const changes = http('POST', 'https://a.test/job', { go: true })
  const external = (...actions: Parameters<typeof cassetteOf>[0]) =>
    found(cassetteOf(actions)).filter((line) => line.startsWith('external_state'))
  expect(external(poll('wait'), poll('wait'), poll('done'))).toHaveLength(1)
  expect(external(poll('wait'), says('hm'), poll('done'))).toHaveLength(1)
  expect(external(poll('wait'), poll('wait'))).toEqual([])
  expect(external(poll('wait'), changes, poll('done'))).toEqual([])
  expect(external(tool('read', [1], 'a'), tool('read', [1], 'b'))).toHaveLength(1)
  expect(external(tool('read', [1], 'a'), tool('write', [1]), tool('read', [1], 'b'))).toEqual([])
  expect(external(tool('read', [1], 'a'), tool('read', [2], 'b'))).toEqual([])
  expect(external(changes, { ...changes, response: poll('other').response! })).toEqual([])
})

test.each([
  [429, true],
  [503, true],
  [529, true],
  [200, false],
  [400, false],
  [401, false],
  [404, false],
])('an answer with status %s', (status, passes) => {
  const call = http('GET', 'https://a.test/x')
  call.response = { ...call.response!, status, statusText: '' }
  expect(found(cassetteOf([call]))).toEqual(passes ? [`external_state medium 0  ${status}`] : [])
})

test('a connection that broke, and an error of the agent that did not', () => {
  const broken = (code: string) => ({
    ...tool('read', []),
    outcome: 'error' as const,
    error: { name: 'TypeError', message: 'failed', cause: { name: 'Error', message: code, code } },
  })
  expect(found(cassetteOf([broken('ECONNRESET')]))).toEqual(['external_state medium 0  ECONNRESET'])
  expect(found(cassetteOf([broken('ERR_INVALID_ARG')]))).toEqual([])
})

test('the predicted score is by positions, each as its gravest finding, and what is waived does not count', () => {
  const at = '2026-11-21T10:00:00Z'
  const clean = cassetteOf([says('a'), says('b')])
  expect(analyseCassette(clean)).toEqual({ findings: [], predictedScore: 100 })

  const dated = cassetteOf([says('a'), says(`It is ${at}, 0.30000000000000004.`)])
  expect(analyseCassette(dated).predictedScore).toBe(75)
  const repeated = cassetteOf([says(`It is ${at}.`), says(`It was ${at}.`)])
  expect(analyseCassette(repeated).findings).toHaveLength(1)
  expect(analyseCassette(repeated).predictedScore).toBe(50)

  const reason = 'the log is dated'
  const waived = analyseCassette(repeated, {
    waive: [{ finding: 'timestamp', action: 'chat *', reason }],
  })
  expect(waived).toMatchObject({ findings: [{ waived: reason }], predictedScore: 100 })
  const others = analyseCassette(repeated, {
    waive: [
      { finding: 'timestamp', action: 'chat', reason },
      { finding: 'uuid', reason },
    ],
  })
  expect(others).toMatchObject({ findings: [{ waived: null }], predictedScore: 50 })
})

test('types that are off by default are found when they are asked for', () => {
  const cassette = cassetteOf([says('cwd: /Users/annika/work')])
  expect(findStaticFindings(cassette)).toEqual([])
  expect(findStaticFindings(cassette, { enable: ['environment'] })).toHaveLength(1)
})

test('a POST that makes something and has no idempotency key, once a path', () => {
  const url = 'https://shop.example/refunds'
  const refund = (answer: JsonValue, more: Partial<RecordedAction['request']> = {}) => {
    const action = http('POST', url, { order: 'A-17' }, answer)
    return { ...action, request: { ...action.request!, ...more } }
  }
  const made = { id: 're_1', amount: 41.5 }
  expect(found(cassetteOf([refund(made), refund({ id: 're_2' })]))).toEqual([
    'external_state low 0  ',
  ])
  for (const action of [
    refund(made, { headers: [['idempotency-key', 'sent']] }),
    refund({ found: 3 }),
    refund({ jsonrpc: '2.0', id: 1, result: {} }),
    refund({ id: 'c_1', usage: { tokens: 12 } }),
    refund({ id: 'A-17' }),
    http('GET', url, undefined, made),
    { ...refund(made), response: { ...refund(made).response!, status: 409 } },
  ])
    expect(found(cassetteOf([action]))).toEqual([])
})
