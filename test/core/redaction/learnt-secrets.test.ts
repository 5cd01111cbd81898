import { expect, test } from 'vitest'
import { drawnValue } from './credential-forms.ts'
import { createRedactor } from '../../../src/core/redaction/index.ts'
import { hashSecret } from '../../../src/core/redaction/recorded-secrets.ts'
import { LearntSecrets } from '../../../src/core/redaction/learnt-secrets.ts'

const TOKEN = 'rt-9f3b7a1c/5d2e4f60+718293a4'
const PLACEHOLDER = '<redacted:credential-field:1>'

test('a secret that was known by its name is found without it later, in every form', () => {
  const redactor = createRedactor({})
  expect(redactor.json({ refresh_token: TOKEN })).toEqual({ refresh_token: PLACEHOLDER })
  expect(redactor.text(`again ${TOKEN}, for the note`)).toBe(`again ${PLACEHOLDER}, for the note`)
  expect(redactor.url(`https://a.test/x/${encodeURIComponent(TOKEN)}`)).toBe(
    `https://a.test/x/${PLACEHOLDER}`,
  )
  expect(redactor.text(Buffer.from(`${TOKEN}:x`).toString('base64'))).not.toContain(
    Buffer.from(TOKEN).toString('base64').slice(0, 30),
  )
})

test('it is found beside the place that gave it away, before and after', () => {
  const value = { note: `for ${TOKEN}`, refresh_token: TOKEN, notes: [`of ${TOKEN}`] }
  const expected = {
    note: `for ${PLACEHOLDER}`,
    refresh_token: PLACEHOLDER,
    notes: [`of ${PLACEHOLDER}`],
  }
  expect(createRedactor({}).json(value)).toEqual(expected)
  expect(createRedactor({}).body(value)).toEqual(expected)
  const text = `a: ${TOKEN}\nrefresh_token=${TOKEN}\n`
  expect(createRedactor({}).text(text)).not.toContain(TOKEN)
})

test('a text that was passed before is read again', () => {
  const redactor = createRedactor({})
  const note = `${'A long note that is remembered. '.repeat(4)}${TOKEN}`
  const messages = { messages: [{ content: note }] }
  expect(redactor.text(note)).toBe(note)
  expect(redactor.body(messages)).toBe(messages)
  redactor.headers([['set-cookie', `sid=${TOKEN}; Path=/`]], 'response')
  expect(redactor.text(note)).not.toContain(TOKEN)
  expect(JSON.stringify(redactor.body(messages))).not.toContain(TOKEN)
})

test('short words and numbers are no secret elsewhere', () => {
  const redactor = createRedactor({})
  redactor.json({ password: 'sesame-street', pin: '4711', client_secret: 'development' })
  const text = 'sesame-street 4711 in development'
  expect(redactor.text(text)).toBe(text)
})

test('a secret of the agent that an answer repeats is one secret while it is verified, too', () => {
  const KEY = 'sk-proj-FirstKeyq1W2e3R4t5Y6u7I8o9P0a1S2d3F4'
  const recording = createRedactor({})
  const stored = recording.json({ own: KEY, echoed: KEY })
  const verification = createRedactor({}, recording.secrets(null), recording)
  const replayed = verification.json({ own: KEY, echoed: stored.echoed })
  expect(verification.level(replayed)).toEqual(verification.level(stored))
})

test('a variable is one secret, whatever its value', () => {
  const recording = createRedactor({ env: { SERVICE_TOKEN: 'q7Zt2LmX9vKp4RwB8nYc' } })
  const stored = recording.json({ own: 'q7Zt2LmX9vKp4RwB8nYc', echoed: 'q7Zt2LmX9vKp4RwB8nYc' })
  const secrets = recording.secrets({ hasReplaced: () => true })
  const replay = createRedactor({ env: { SERVICE_TOKEN: 'another-8nYcq7Zt2LmX9vKp' } }, secrets)
  const replayed = replay.json({ own: 'another-8nYcq7Zt2LmX9vKp', echoed: stored.echoed })
  expect(replay.level(replayed)).toEqual(replay.level(stored))
})

test('thousands of secrets are learnt in bounded time', () => {
  const redactor = createRedactor({})
  const items = Array.from({ length: 5000 }, (_, at) => ({ api_key: `k9${at}Zt2LmX9vKp4Rw${at}` }))
  expect(JSON.stringify(redactor.json({ items }))).not.toContain('Zt2LmX9vKp4Rw')
})

test('a secret of any length is replaced', () => {
  const long = 'q7Zt2LmX9vKp4RwB8nYc'.repeat(20_000)
  const redactor = createRedactor({ env: { HUGE_SECRET: long } })
  expect(redactor.text(`It is ${long}.`)).toBe('It is <redacted:env-HUGE_SECRET:1>.')
  expect(createRedactor({}).headers([['x-next', long]], 'response')).toEqual([
    ['x-next', '<redacted:header:1>'],
  ])
})

test('of many secrets the last is known as well as the first', () => {
  const redactor = createRedactor({})
  const tokens = Array.from({ length: 3000 }, (_, at) => drawnValue(String(at), 'many'))
  redactor.json({ users: tokens.map((access_token) => ({ access_token })) })
  expect(redactor.text(`for ${tokens[0]} and ${tokens.at(-1)}`)).toBe(
    'for <redacted:credential-field:1> and <redacted:credential-field:3000>',
  )
})

test('the name of an algorithm is no secret elsewhere', () => {
  const redactor = createRedactor({})
  redactor.json({ authorization: 'AWS4-HMAC-SHA256', token: TOKEN })
  expect(redactor.text(`AWS4-HMAC-SHA256 and ${TOKEN}`)).toBe(
    `AWS4-HMAC-SHA256 and <redacted:credential-field:2>`,
  )
})

test('what is beyond the most that can be looked for is counted', () => {
  const learnt = new LearntSecrets(10)
  for (let at = 0; at < 20; at++) learnt.add('key', drawnValue(String(at), 'bounded'))
  expect(learnt.missed).toBeGreaterThan(10)
  expect(new LearntSecrets().missed).toBe(0)
})

test.each([
  ['authorization', `Bearer ${TOKEN}`],
  ['authorization', TOKEN],
  ['authorization', `Basic ${Buffer.from(`ann:${TOKEN}`).toString('base64')}`],
  ['x-api-key', TOKEN],
  ['cookie', `theme=dark; sid=${TOKEN}`],
])('what is sent in %s is looked for from then on', (name, value) => {
  const redactor = createRedactor({})
  const text = `of ${TOKEN}`
  const headers = () => redactor.headers([[name, value]], 'request')
  expect(redactor.text(text)).toBe(text)
  const before = redactor.learnt
  const first = headers()
  expect(redactor.learnt).toBeGreaterThan(before)
  expect(redactor.text(text)).toBe('of <redacted:sent-credential:1>')
  // A second request is described as the first.
  expect(headers()).toEqual(first)
})

test('keys that tell requests apart, and more credentials than an agent has, are looked for once the run has ended', () => {
  const redactor = createRedactor({})
  const send = (name: string, value: string) => redactor.headers([[name, value]], 'request')
  send('idempotency-key', TOKEN)
  const others = Array.from({ length: 30 }, (_, at) => drawnValue(String(at), 'sent', 32))
  for (const value of others) send('x-api-key', value)
  const isReplaced = (value: string) => redactor.text(`of ${value}`) !== `of ${value}`
  expect([TOKEN, ...others].filter(isReplaced)).toEqual(others.slice(0, 20))
  redactor.learnSent()
  expect([TOKEN, ...others].filter(isReplaced)).toHaveLength(31)
})

test('what a variable holds, a word and a signature are not learnt from a header', () => {
  const env = { SERVICE_TOKEN: TOKEN }
  const redactor = createRedactor({ env })
  const before = redactor.learnt
  for (const value of [
    `Bearer ${TOKEN}`,
    'Bearer test',
    `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, Signature=${drawnValue('a', 'signature', 64)}`,
  ])
    redactor.headers([['authorization', value]], 'request')
  redactor.learnSent()
  expect(redactor.learnt).toBe(before)
})

test('a late secret of a variable is compared by its hash', () => {
  const env: Record<string, string> = {}
  let changes = 0
  const redactor = createRedactor({ env, changes: () => changes })
  redactor.text(TOKEN)
  env['LATER_TOKEN'] = TOKEN
  changes++
  expect(redactor.again(() => redactor.text(`of ${TOKEN}`))).toBe('of <redacted:env-LATER_TOKEN:1>')
  expect(redactor.secrets({ hasReplaced: () => true })).toEqual([
    ['env-LATER_TOKEN:1', hashSecret(TOKEN)],
  ])
})
