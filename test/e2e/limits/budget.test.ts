import { expect, test } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

const TESTS = `
import OpenAI from 'openai'
import { test } from 'vitest'
import { action, replayRun } from 'vitest-replay'

const ask = async () => {
  const openai = new OpenAI({ apiKey: 'none', baseURL: process.env.MODEL_URL + '/v1', maxRetries: 0 })
  await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hi' }] })
}
const lookUp = action('lookUp', async () => 1)
const wait = () => new Promise(() => {})
async function loop() {
  for (;;) {
    try { await ask(); await lookUp() } catch (error) { void error }
  }
}

test('usd', () => replayRun(loop, { budget: { usd: 0.02 } }))
test('tokens', () => replayRun(loop, { budget: { tokens: 25_000 } }))
test('actions', () => replayRun(loop, { budget: { actions: 3 } }))
test('steps', () => replayRun(loop, { budget: { steps: 2 } }))
test('toolCalls', () => replayRun(loop, { budget: { toolCalls: 2 } }))
test('seconds', () => replayRun(async function waits() { await ask(); await wait() }, { budget: { seconds: 0.3 } }))
test('enough', () => replayRun(async function ends() { await ask(); await lookUp() }, { budget: { usd: 1, steps: 1, toolCalls: 1, actions: 2, tokens: 20_000, seconds: 60 } }))
test('no error', () => replayRun(async function quiet() { await lookUp() }, { expectError: true }))
test('refused host', () => replayRun(async function asks() { await ask() }, { policy: { 'http *': 'refuse' } }))
test('refused tool', () => replayRun(async function looksUp() { await lookUp() }, { policy: { 'tool lookUp': 'refuse' } }))
`

test('a budget ends a recording, and what the policy refuses is blocked with its rule', async () => {
  let requests = 0
  const server = await startServer((_, response) => {
    requests++
    return sendJson(response, {
      id: 'c1',
      object: 'chat.completion',
      model: 'gpt-4o-mini',
      usage: { prompt_tokens: 10_000, completion_tokens: 10_000, total_tokens: 20_000 },
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
    })
  })
  const project = createProject({ 'agent.test.ts': TESTS })
  const { output } = await project.vitest([], { MODEL_URL: server.url })
  await server.close()

  const { runs } = project.report()
  const found = Object.fromEntries(
    runs.map((run) => [
      run.name,
      [run.status, run.diagnosis?.errorClass ?? null, run.diagnosis?.stopReason ?? null],
    ]),
  )
  const failures = Object.fromEntries(
    runs.flatMap(({ name, failures: missed }) =>
      missed ? [[name, missed.map(({ code }) => code)]] : [],
    ),
  )
  expect(failures, output).toEqual({ 'no error': ['no_error'] })
  expect(found, output).toEqual({
    usd: ['failed', 'budget', 'budget'],
    tokens: ['failed', 'budget', 'budget'],
    actions: ['failed', 'budget', 'budget'],
    steps: ['failed', 'step_limit', 'step_limit'],
    toolCalls: ['failed', 'budget', 'budget'],
    seconds: ['failed', 'budget', 'budget'],
    enough: ['passed', null, null],
    'no error': ['failed', null, null],
    'refused host': ['failed', 'refused', 'refused'],
    'refused tool': ['failed', 'refused', 'refused'],
  })
  // Of each endless run: 3 of usd, 2 of tokens, 2 of actions, 2 of steps, 3 of toolCalls, and 1 each of seconds and enough.
  expect(requests).toBe(3 + 2 + 2 + 2 + 3 + 1 + 1)
  for (const name of ['refused host', 'refused tool'])
    expect(runs.find((run) => run.name === name)?.actions).toEqual([
      expect.objectContaining({
        outcome: 'blocked',
        error: expect.objectContaining({ message: expect.stringContaining('policy: {') }),
      }),
    ])
  expect(output).toContain('its budget ended it: steps (calls of models) 3, at most 2 allowed')
})

const WRITES = `
import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'

const charge = (amount, key) =>
  fetch(process.env.PAY_URL + '/charges', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
    body: JSON.stringify({ amount }),
  })
const charges = (...all) => async () => {
  for (const [amount, key] of all) await (await charge(amount, key)).text()
}
const key = '7d1f0c1e-9a53-4a0e-8d41-0c2f1f6a5b3e'
const judged = async (agent) => expect(await replayRun(agent)).toStayWithinBudget({ repeatedWrites: 1 })

test('once each', () => judged(charges([1], [2])))
test('again with its key', () => judged(charges([1, key], [1, key])))
test('again without a key', () => judged(charges([1], [1])))
test('again with another key', () => judged(charges([1, key], [1, key.replace('7', '8')])))
`

test('a write that is sent again takes effect once by its idempotency key alone', async () => {
  const server = await startServer((_, response) => sendJson(response, { ok: true }))
  const project = createProject({ 'agent.test.ts': WRITES })
  const statuses = () =>
    Object.fromEntries(project.report().runs.map(({ name, status }) => [name, status]))
  const recorded = await project.vitest([], { PAY_URL: server.url })
  await server.close()
  const replayed = await project.vitest([], { PAY_URL: server.url, CI: '1' })
  for (const { output } of [recorded, replayed]) {
    expect(output).toContain('was sent with the same body so that it took effect 2 times')
    for (const name of ['again without a key', 'again with another key'])
      expect(output).toMatch(new RegExp(`FAIL .*${name}`))
    expect(output).toContain('2 failed | 2 passed')
  }
  expect(Object.keys(statuses())).toHaveLength(4)
})
