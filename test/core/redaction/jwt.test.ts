import { expect, test } from 'vitest'
import { createRedactor } from '../../../src/core/redaction/index.ts'

const base64url = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

function token(claims: object, header: object = { alg: 'RS256', kid: 'key-7', typ: 'JWT' }) {
  return `${base64url(header)}.${base64url(claims)}.${'q7Zt2LmX9vKp4RwB8nYc'.repeat(2)}`
}

const CLAIMS = {
  sub: 'ada@example.test',
  iss: 'https://login.example.test/',
  aud: ['orders', 'refunds'],
  exp: 1_800_003_600,
  iat: 1_800_000_000,
  nbf: 1_800_000_000,
  scope: 'orders:read orders:write',
  tenant: 't-9',
  balance: 1250,
  verified: true,
  realm: { roles: ['admin'] },
}

function decode(text: string) {
  const parts = text.split('.')
  expect(parts).toHaveLength(3)
  const [header, claims] = parts.slice(0, 2).map((part) => {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
  })
  return { header, claims, signature: parts[2] }
}

test('a JWT is replaced by one that can be decoded and keeps what a client acts on', () => {
  const secret = token(CLAIMS)
  const { access_token: standIn } = createRedactor({}).json({ access_token: secret })
  expect(decode(standIn)).toEqual({
    header: { alg: 'RS256', kid: 'key-7', typ: 'JWT' },
    claims: {
      ...CLAIMS,
      sub: 'redacted',
      tenant: 'redacted',
      balance: 0,
      realm: { roles: ['redacted'] },
    },
    signature: 'redacted-jwt-001',
  })
  expect(Buffer.from('redacted-jwt-001', 'base64url').toString('base64url')).toBe(
    'redacted-jwt-001',
  )
})

test('the same token has the same stand-in wherever it is, and a stand-in is not replaced again', () => {
  const redactor = createRedactor({ headers: ['authorization'] })
  const secret = token(CLAIMS)
  const standIn = redactor.text(secret)
  expect(redactor.text(`Bearer ${secret}, again ${secret}.`)).toBe(
    `Bearer ${standIn}, again ${standIn}.`,
  )
  expect(redactor.headers([['authorization', `Bearer ${secret}`]], 'request')).toEqual([
    ['authorization', `Bearer ${standIn}`],
  ])
  expect(redactor.headers([['set-cookie', `sid=${secret}; Path=/`]], 'response')).toEqual([
    ['set-cookie', `sid=${standIn}; Path=/`],
  ])
  expect(redactor.url(`https://a.test/?token=${secret}`)).toBe(`https://a.test/?token=${standIn}`)
  const other = redactor.text(token({ ...CLAIMS, exp: 1 }))
  expect(decode(other)).toMatchObject({ claims: { exp: 1 }, signature: 'redacted-jwt-002' })
  for (const again of [redactor, createRedactor({})]) {
    expect(again.json({ access_token: standIn, note: `\n${standIn}` })).toEqual({
      access_token: standIn,
      note: `\n${standIn}`,
    })
    expect(again.headers([['x-next', standIn]], 'response')).toEqual([['x-next', standIn]])
    expect(again.headers([['set-cookie', `a=${standIn}`]], 'response')).toEqual([
      ['set-cookie', `a=${standIn}`],
    ])
    expect(again.url(`https://a.test/?token=${standIn}`)).toBe(`https://a.test/?token=${standIn}`)
  }
})

test('a stand-in is a placeholder when values are compared', () => {
  const recording = createRedactor({})
  const secret = token(CLAIMS)
  const stored = recording.json({ given: secret, other: token({ ...CLAIMS, exp: 5 }) })
  const secrets = recording.secrets({ hasReplaced: () => true })
  expect(secrets.map(([name]) => name)).toEqual(['jwt:1', 'jwt:2'])
  const replay = createRedactor({}, secrets)
  const level = (value: object) => replay.level(replay.json(value as never))
  expect(level(stored)).toEqual({ given: '<redacted:jwt:1>', other: '<redacted:jwt:2>' })
  expect(level({ given: secret, other: token({ ...CLAIMS, exp: 5 }) })).toEqual(level(stored))
  expect(level({ given: token({ ...CLAIMS, exp: 5 }), other: secret })).not.toEqual(level(stored))
  // As cassettes had them before.
  expect(replay.level({ given: '<redacted:jwt:1>', other: '<redacted:jwt:2>' })).toEqual(
    level(stored),
  )
})

test('further claims are kept where that is asked for, without the secrets in them', () => {
  const key = 'sk-' + 'a1B2'.repeat(12)
  const redactor = createRedactor({ claims: ['tenant', 'note'] })
  const { claims } = decode(redactor.text(token({ ...CLAIMS, note: `with ${key}`, iss: key })))
  expect(claims).toMatchObject({
    sub: 'redacted',
    tenant: 't-9',
    note: 'with <redacted:openai-key:1>',
    iss: '<redacted:openai-key:1>',
  })
})

test('what only looks like a JWT is replaced by a plain placeholder, whatever its length', () => {
  const redactor = createRedactor({})
  const part = 'a1B2'.repeat(12)
  expect(redactor.text(`eyJ${part}.eyJ${part}.${part}`)).toBe('<redacted:jwt:1>')
  const long = redactor.text(`t: ${token({ ...CLAIMS, groups: Array(3000).fill('group-1234') })} `)
  expect(long).toMatch(/^t: eyJ[\w-]+\.eyJ[\w-]+\.redacted-jwt-002 $/)
})

test('names of claims that are no names of their own do no harm', () => {
  const claims = JSON.parse('{"__proto__":{"a":1},"constructor":"x","exp":7}') as object
  const standIn = createRedactor({}).text(token(claims))
  expect(JSON.stringify(decode(standIn).claims)).toBe(
    '{"__proto__":{"a":0},"constructor":"redacted","exp":7}',
  )
})

test('cookies that a client sends are kept where that is asked for, with their names', () => {
  const redactor = createRedactor({ headers: ['cookie'] })
  const cookies = 'theme=dark; sid=q7Zt2LmX9vKp4RwB8nYc; csrf=8e1f00aa77'
  const sent = redactor.headers([['Cookie', cookies]], 'request')
  expect(sent).toEqual([
    ['cookie', 'theme=dark; sid=<redacted:cookie:1>; csrf=<redacted:cookie:2>'],
  ])
  expect(redactor.headers(sent, 'request')).toEqual(sent)
  expect(createRedactor({}).headers([['Cookie', cookies]], 'request')).toEqual([
    ['cookie', 'sent csrf sid theme =theme:dark/?'],
  ])
})
