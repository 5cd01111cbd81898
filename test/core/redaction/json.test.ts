import { expect, test } from 'vitest'
import type { JsonValue } from '../../../src/core/json.ts'
import {
  containsPlaceholder,
  createRedactor,
  findSecrets,
  normalizePlaceholders,
} from '../../../src/core/redaction/index.ts'
import { OPENAI_KEY } from './fake-secrets.ts'

const json = (value: JsonValue) => createRedactor({}).json(value)

test.each([
  'api_key',
  'apiKey',
  'api-key',
  'x-api-key',
  'X-Goog-Api-Key',
  'OPENAI_API_KEY',
  'password',
  'db_password',
  'client_secret',
  'clientSecret',
  'access_token',
  'refresh_token',
  'id_token',
  'private_key',
  'secret',
  'aws_secret_access_key',
  'authorization',
])('replaces what a field named %s holds', (name) => {
  expect(json({ [name]: 'hunter2hunter2' })).toEqual({ [name]: '<redacted:credential-field:1>' })
  expect(json({ [name]: 'short' })).toEqual({ [name]: 'short' })
  expect(json({ [name]: 12345678901 })).toEqual({ [name]: 12345678901 })
  expect(json({ [name]: '${FROM_THE_ENVIRONMENT}' })).toEqual({ [name]: '${FROM_THE_ENVIRONMENT}' })
  const schema = { [name]: { type: 'string', description: 'The secret to log in with' } }
  expect(json(schema)).toBe(schema)
})

test.each([
  'max_tokens',
  'input_tokens',
  'token',
  'tokens',
  'token_count',
  'tokenizer',
  'next_page_token',
  'key',
  'cache_key',
  'secretary',
  'signature',
  'reset_password',
  'author',
])('keeps what a field named %s holds', (name) => {
  const value = { [name]: 'hunter2hunter2' }
  expect(json(value)).toBe(value)
})

test('a known shape names the kind of a field, and an authorization keeps its scheme', () => {
  const redactor = createRedactor({ env: { MY_TOKEN: 'hunter2hunter2' } })
  expect(
    redactor.json({
      api_key: OPENAI_KEY,
      Authorization: `Bearer ${OPENAI_KEY}`,
      password: 'Bearer of bad news',
      access_token: 'hunter2hunter2',
    }),
  ).toEqual({
    api_key: '<redacted:openai-key:1>',
    Authorization: 'Bearer <redacted:openai-key:1>',
    password: '<redacted:credential-field:1>',
    access_token: '<redacted:credential-field:2>',
  })
})

test('nothing is found in the JSON text of what was redacted', () => {
  const authorization = `AWS4-HMAC-SHA256 Credential=${'AKIA' + 'A2B3'.repeat(4)}/x, Signature=abc`
  const redacted = json({
    authorization,
    Authorization: `Bearer ${OPENAI_KEY}`,
    secret: 'hunter2x',
  })
  expect(findSecrets(JSON.stringify(redacted), {})).toEqual([])
  expect(findSecrets(JSON.stringify(JSON.stringify(redacted)), {})).toEqual([])
})

test('what does not change keeps its identity', () => {
  const clean = { messages: [{ role: 'user', content: 'Where is my order?' }], n: [1, null, true] }
  expect(json(clean)).toBe(clean)
  const dirty = { a: clean, b: ['x', OPENAI_KEY], c: { d: 'x' } }
  const redacted = json(dirty) as typeof dirty
  expect(redacted).toEqual({ a: clean, b: ['x', '<redacted:openai-key:1>'], c: { d: 'x' } })
  expect(redacted.a).toBe(clean)
  expect(redacted.c).toBe(dirty.c)
  expect(dirty.b[1]).toBe(OPENAI_KEY)
  expect(json(redacted)).toBe(redacted)
})

test('redacts the names of fields and keeps the order', () => {
  const redacted = json({ z: 1, [OPENAI_KEY]: 2, a: 3 })
  expect(Object.entries(redacted as object)).toEqual([
    ['z', 1],
    ['<redacted:openai-key:1>', 2],
    ['a', 3],
  ])
})

test('an own __proto__ stays an own key', () => {
  const value = JSON.parse(
    `{"__proto__":{"polluted":"${OPENAI_KEY}"},"constructor":"${OPENAI_KEY}"}`,
  )
  const redacted = json(value)
  expect(JSON.stringify(redacted)).toBe(
    '{"__proto__":{"polluted":"<redacted:openai-key:1>"},"constructor":"<redacted:openai-key:1>"}',
  )
  expect(Object.getPrototypeOf(redacted)).toBe(Object.prototype)
})

test('values nested ten thousand levels deep are walked', () => {
  let deep: JsonValue = OPENAI_KEY
  for (let i = 0; i < 10_000; i++) deep = i % 2 ? [deep] : { deep }
  let redacted = json(deep)
  expect(normalizePlaceholders(redacted) === deep).toBe(false)
  expect(createRedactor({}).events([deep])[0] === deep).toBe(false)
  while (typeof redacted === 'object' && redacted) {
    redacted = Array.isArray(redacted) ? redacted[0]! : redacted['deep']!
  }
  expect(redacted).toBe('<redacted:openai-key:1>')
})

test('placeholders are numbered anew in order of first appearance, whatever the order of keys', () => {
  const left = { b: '<redacted:openai-key:4> <redacted:jwt:9>', a: ['<redacted:openai-key:7>'] }
  const right = { a: ['<redacted:openai-key:2>'], b: '<redacted:openai-key:1> <redacted:jwt:1>' }
  const expected = { b: '<redacted:openai-key:2> <redacted:jwt:1>', a: ['<redacted:openai-key:1>'] }
  expect(normalizePlaceholders(left)).toEqual(expected)
  expect(normalizePlaceholders(right)).toEqual(expected)
  const clean = { a: ['<redacted>', 'redacted:openai-key:1'], b: 'x' }
  expect(normalizePlaceholders(clean)).toBe(clean)
})

test.each([
  ['<redacted:openai-key:1>', true],
  ['a <redacted:env-OPENAI_API_KEY:12> b', true],
  ['<redacted:>', false],
  ['<redacted:openai-key:>', false],
  ['redacted', false],
])('says of %s whether it holds a placeholder: %s', (text, expected) => {
  expect(containsPlaceholder(text)).toBe(expected)
})

test('an element of a list that comes again is redacted for where it stands', () => {
  const redactor = createRedactor({ env: {} })
  const element = { value: 'correct horse battery staple', note: 'no secret' }
  const first = redactor.body({ passwords: [element], password: [element], notes: [element] })
  const again = redactor.body({ notes: [element], password: [element], passwords: [element] })
  expect(first['password']).toEqual([{ value: '<redacted:credential-field:1>', note: 'no secret' }])
  expect(first['notes']![0]).toBe(element)
  expect(again).toEqual(first)
  const fresh = { notes: [{ ...element }], password: [{ ...element }], passwords: [{ ...element }] }
  expect(redactor.json(fresh)).toEqual(first)
})

test('a secret in an element of a list has the same placeholder when the element comes again', () => {
  const redactor = createRedactor({ env: { API_KEY: 'aB3dE5fG7hI9jK1lM3' } })
  const element = { content: 'the key is aB3dE5fG7hI9jK1lM3', parts: [{ text: 'a' }] }
  const first = redactor.body([element])
  expect(JSON.stringify(first)).not.toContain('aB3dE5fG7hI9jK1lM3')
  expect(redactor.body([{ content: 'b' }, element])[1]).toBe(first[0])
})
