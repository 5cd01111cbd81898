import { expect, test } from 'vitest'
import { liftOptions } from '../../../src/core/policy/lift-options.ts'
import { Policy } from '../../../src/core/policy/policy.ts'
import { HttpActions } from '../../../src/worker/pass/http-actions.ts'
import { PassLedger } from '../../../src/worker/pass/pass-ledger.ts'
import { RunawayGuard } from '../../../src/worker/pass/limits/runaway-guard.ts'
import {
  filed,
  openPlayer,
  openReplay,
  post,
  recordExchanges,
  recordingOptions,
  respond,
  SECRET,
  textOf,
  OWN,
} from './open-pass.ts'

const CHAT = 'https://api.openai.com/v1/chat/completions'
const question = (text: string) => ({
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: text }],
})
const answer = (text: string) => ({
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text } }],
  usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
})
const weather = {
  call: post('https://weather.test/v1?city=Paris', { days: 3 }),
  answer: { rain: 1 },
}

test('a request is let out, and filed with what came back', async () => {
  const [action] = await recordExchanges([
    { call: post(CHAT, question('hi')), answer: answer('ho') },
  ])
  expect(action).toMatchObject({
    type: 'llm',
    name: 'chat gpt-4o-mini',
    outcome: 'success',
    request: { method: 'POST', url: CHAT, body: { json: question('hi') } },
    response: { status: 200, body: { json: answer('ho') }, end: 'complete' },
    llm: { model: 'gpt-4o-mini-2024-07-18', stopReason: 'stop' },
  })
})

test('a recorded request is answered with the bytes of its response', async () => {
  const recorded = await recordExchanges([{ ...weather, status: 404 }])
  expect(recorded[0]).toMatchObject({ outcome: 'error', name: 'POST weather.test/v1' })
  const ledger = openReplay(recorded)
  const verdict = await new HttpActions(ledger).decide(weather.call, OWN)
  expect(verdict).toMatchObject({ kind: 'respond', response: { status: 404 } })
  expect(textOf(verdict)).toBe('{"rain":1}')
  expect(ledger.actions[0]).toMatchObject({
    type: 'http',
    name: 'POST weather.test/v1',
    treatment: 'equal',
    matches: true,
    recorded: recorded[0],
    asked: undefined,
  })
  expect(ledger.blocked).toEqual([])
})

test('a request that differs is answered as mismatched, and filed as it was asked', async () => {
  const recorded = await recordExchanges([weather])
  const ledger = openReplay(recorded)
  const sent = post('https://weather.test/v1?city=Paris', { days: 5, key: SECRET })
  const verdict = await new HttpActions(ledger).decide(sent, OWN)
  expect(textOf(verdict)).toBe('{"rain":1}')
  const [action] = ledger.actions
  expect(action).toMatchObject({ matches: false, recorded: recorded[0] })
  expect(action!.asked?.request?.body).toMatchObject({ json: { days: 5 } })
  expect(JSON.stringify(action!.asked)).not.toContain(SECRET)
})

test('a request that is not recorded gets an error, and fails the run', async () => {
  const ledger = openReplay(await recordExchanges([weather]))
  const verdict = await new HttpActions(ledger).decide(post('https://bank.test/pay', 1), OWN)
  expect(verdict).toMatchObject({ kind: 'respond', response: { status: 400 } })
  expect(textOf(verdict)).toContain('vitest_replay_blocked')
  expect(ledger.blocked).toEqual([
    'POST https://bank.test/pay is not in the cassette of "a run"; the cassette holds no such operation',
  ])
  expect(ledger.actions[0]).toMatchObject({ treatment: 'blocked', name: 'POST bank.test/pay' })
})

test('a secret reaches neither the file nor the message of what is blocked', async () => {
  const call = post(`https://bank.test/pay?api_key=${SECRET}`, { token: SECRET }, [
    ['authorization', `Bearer ${SECRET}`],
    ['x-trace', SECRET],
  ])
  const recorded = await recordExchanges([{ call, answer: { echoed: SECRET } }])
  expect(JSON.stringify(recorded)).not.toContain(SECRET)
  const ledger = openReplay([])
  await new HttpActions(ledger).decide(call, OWN)
  expect(ledger.blocked).toHaveLength(1)
  const { name, operation, error, asked } = ledger.actions[0]!
  expect(asked?.request?.url).toContain('<redacted:')
  expect(JSON.stringify([ledger.blocked, name, operation, error, asked])).not.toContain(SECRET)
})

test('a recorded failure fails again, one that the client gave up hangs', async () => {
  const ledger = new PassLedger(recordingOptions())
  const http = new HttpActions(ledger)
  const [failing, abandoned] = [post('https://api.test/a', 1), post('https://api.test/b', 1)]
  const failed = await http.decide(failing, OWN)
  if (failed.kind === 'live')
    failed.tap.fail(Object.assign(new TypeError(`no route, ${SECRET}`), { code: 'ENOTFOUND' }))
  await http.decide(abandoned, OWN)
  http.close()
  const recorded = await filed(ledger)
  expect(JSON.stringify(recorded)).not.toContain(SECRET)

  const replay = new HttpActions(openReplay(recorded))
  expect(await replay.decide(failing, OWN)).toMatchObject({
    kind: 'fail',
    error: { name: 'TypeError', code: 'ENOTFOUND' },
  })
  expect(await replay.decide(abandoned, OWN)).toMatchObject({ kind: 'hang' })
})

test('what the user wants live goes out in a replay, and is filed as that', async () => {
  const recorded = await recordExchanges([weather])
  const ledger = openReplay(recorded, {
    policy: new Policy(liftOptions({ live: ['POST weather.test/v1'] })),
  })
  const verdict = await new HttpActions(ledger).decide(weather.call, OWN)
  respond(verdict, { answer: { rain: 2 } })
  const [fresh] = await filed(ledger)
  expect(fresh!.response?.body).toMatchObject({ json: { rain: 2 } })
  expect(ledger.actions[0]).toMatchObject({ treatment: 'live', recorded: recorded[0] })
})

test('an extended recording serves what it has, and records the rest', async () => {
  const recorded = await recordExchanges([weather])
  const player = openPlayer(recorded, { exactOnly: true, volatile: null })
  const ledger = new PassLedger(recordingOptions({ plan: 'extend', player }))
  const http = new HttpActions(ledger)
  expect((await http.decide(weather.call, OWN)).kind).toBe('respond')
  respond(await http.decide(post(CHAT, question('hi')), OWN), { answer: answer('ho') })
  await filed(ledger)
  expect(ledger.actions.map(({ treatment }) => treatment)).toEqual(['equal', 'recorded'])
  expect(ledger.blocked).toEqual([])
})

test('a call after the end of a replay is refused, and is no action of it', async () => {
  const ledger = openReplay(await recordExchanges([weather]))
  ledger.isOver = true
  const verdict = await new HttpActions(ledger).decide(weather.call, OWN)
  expect(textOf(verdict)).toContain('is over')
  expect(ledger.actions).toEqual([])
})

test('an agent that ran away is refused, then not answered at all', async () => {
  const guard = new RunawayGuard('a run', 0, 1)
  const http = new HttpActions(openReplay([], { guard }))
  const kinds: string[] = []
  for (let call = 0; call < 12; call++)
    kinds.push((await http.decide(post('https://api.test/loop', call), OWN)).kind)
  expect(kinds).toEqual([...Array<string>(11).fill('respond'), 'hang'])
  expect(guard.error?.code).toBe('AGENT_RAN_AWAY')
})

test('a call whose stack is not the user’s is located later', async () => {
  const ledger = openReplay([])
  const verdict = await new HttpActions(ledger).decide(post('https://api.test', 1), OWN)
  verdict.locate?.('Error\n    at agent (/project/src/agent.ts:12:5)')
  expect(ledger.actions[0]!.source).toMatchObject({ file: 'src/agent.ts', line: 12 })
})
