import { expect, test } from 'vitest'
import { createRedactor } from '../../../src/core/redaction/index.ts'
import { OPENAI_KEY } from './fake-secrets.ts'

const url = (value: string) => createRedactor({}).url(value)

test.each([
  'key',
  'api_key',
  'apikey',
  'api-key',
  'access_token',
  'token',
  'sig',
  'signature',
  'X-Amz-Signature',
  'X-Amz-Credential',
  'X-Amz-Security-Token',
  'X-Goog-Signature',
  'client_secret',
  'password',
  'auth',
  'api%5Fkey',
])('replaces the value of the query parameter %s', (name) => {
  const expected = `https://a.test/v1?x=1&${name}=<redacted:url-key:1>&y=2#top`
  expect(url(`https://a.test/v1?x=1&${name}=hunter2&y=2#top`)).toBe(expected)
  expect(url(expected)).toBe(expected)
  const encoded = expected.replace('<', '%3C').replace('>', '%3E')
  expect(url(encoded)).toBe(expected)
})

test.each([
  'https://a.test/v1?page_token=a1B2c3D4e5F6g7H8&pageToken=a1B2c3D4e5F6g7H8&max_tokens=10',
  'https://a.test/v1?next_token=a1B2c3D4e5F6g7H8&continuation_token=a1B2c3D4e5F6g7H8',
  'https://a.test/v1?keyword=x&keys=1,2&code=200&country_code=NZ&key=',
  'https://a.test/@ann/status?mail=ann@a.test',
  '<OLLAMA_API_BASE>/chat/completions',
  'data:image/png;base64,AAAA',
  'not a url at all',
  '',
])('leaves %s', (value) => {
  expect(url(value)).toBe(value)
})

test.each([
  ['https://ann:hunter2@a.test/x', 'https://a.test/x'],
  ['https://ann@a.test:8080', 'https://a.test:8080'],
  ['//ann:hunter2@a.test/x@y', '//a.test/x@y'],
  ['https://ann:hun@ter2@a.test/', 'https://a.test/'],
  ['http://ann:hunter2@[half a url?key=hunter2', 'http://[half a url?key=<redacted:url-key:1>'],
  ['/v1?api_key=hunter2', '/v1?api_key=<redacted:url-key:1>'],
  [
    'https://a.test/#access_token=hunter2&n=1',
    'https://a.test/#access_token=<redacted:url-key:1>&n=1',
  ],
  ['https://a.test/?code=a1B2c3D4e5F6g7H8i9J0', 'https://a.test/?code=<redacted:url-key:1>'],
  [`https://a.test/${OPENAI_KEY}/x`, 'https://a.test/<redacted:openai-key:1>/x'],
  [`https://a.test/?key=${OPENAI_KEY}`, 'https://a.test/?key=<redacted:openai-key:1>'],
  [`https://a.test/?x=%22${OPENAI_KEY}%22`, 'https://a.test/?x=%22<redacted:openai-key:1>%22'],
  ['https://a.test/?key=%E0%A4%A', 'https://a.test/?key=<redacted:url-key:1>'],
])('redacts %s', (value, expected) => {
  expect(url(value)).toBe(expected)
  expect(url(expected)).toBe(expected)
})

const DRAWN = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF'

test('keeps of a request the headers that decide the answer', () => {
  const redactor = createRedactor({})
  expect(
    redactor.headers(
      [
        ['X-Api-Key', OPENAI_KEY],
        ['Authorization', `Bearer ${OPENAI_KEY}`],
        ['Cookie', 'a=b'],
        ['User-Agent', 'x'],
        ['X-Stainless-Lang', 'js'],
        ['Content-Type', 'application/json'],
        ['Accept', 'text/event-stream'],
        ['anthropic-version', '2023-06-01'],
        ['Anthropic-Beta', 'b'],
        ['Anthropic-Beta', 'a'],
        ['mcp-protocol-version', '2025-06-18'],
        ['mcp-session-id', 'abc'],
      ],
      'request',
    ),
  ).toEqual([
    ['accept', 'text/event-stream'],
    ['anthropic-beta', 'b'],
    ['anthropic-beta', 'a'],
    ['anthropic-version', '2023-06-01'],
    ['authorization', 'sent Bearer =?'],
    ['content-type', 'application/json'],
    ['cookie', 'sent a =?'],
    ['mcp-protocol-version', '2025-06-18'],
    ['x-api-key', 'sent =?'],
  ])
})

test('keeps of a response what its sender decided, as it came, without secrets', () => {
  const redactor = createRedactor({})
  const session = OPENAI_KEY
  const drawn = 'q7Zt2LmX9vKp4RwB8nYc'
  const kept: Array<[string, string]> = [
    ['Content-Type', 'application/json'],
    ['Content-Encoding', 'gzip'],
    ['Content-Length', '10'],
    ['Date', 'today'],
    ['Cache-Control', 'no-store'],
    ['X-Elastic-Product', 'Elasticsearch'],
    ['X-Request-Id', `req_${drawn}`],
    ['ETag', `"${drawn}"`],
    ['X-RateLimit-Remaining-Requests', '1'],
    ['WWW-Authenticate', 'Bearer realm="x", nonce="y"'],
    ['Mcp-Session-Id', session],
    ['Set-Cookie', 'theme=dark; Path=/'],
  ]
  expect(redactor.headers(kept, 'response')).toEqual(kept)
  expect(
    redactor.headers(
      [
        ['Transfer-Encoding', 'chunked'],
        ['Connection', 'close'],
        ['Set-Cookie', 'sid=4f1f45db; Path=/; HttpOnly'],
        ['Set-Cookie', 'token=abc; Secure'],
        ['X-Next', drawn],
        ['x-api-key', 'hunter2'],
        ['Location', 'https://ann:hunter2@a.test/?key=hunter2'],
        ['Link', '<https://a.test/?token=hunter2&page=2>; rel="next"'],
      ],
      'response',
    ),
  ).toEqual([
    ['Transfer-Encoding', 'chunked'],
    ['Connection', 'close'],
    ['Set-Cookie', 'sid=<redacted:cookie:1>; Path=/; HttpOnly'],
    ['Set-Cookie', 'token=<redacted:cookie:2>; Secure'],
    ['X-Next', '<redacted:header:1>'],
    ['x-api-key', '<redacted:credential-field:1>'],
    ['Location', 'https://redacted@a.test/?key=<redacted:credential-field:1>'],
    ['Link', '<https://a.test/?token=<redacted:credential-field:1>&page=2>; rel="next"'],
  ])
})

test('further headers of a request are kept, but no length; a credential is replaced', () => {
  const redactor = createRedactor({
    headers: ['X-Tenant', 'authorization', 'x-api-key', 'content-length'],
  })
  expect(
    redactor.headers(
      [
        ['x-tenant', 'a'],
        ['authorization', 'Bearer hunter2'],
        ['x-api-key', 'hunter2'],
        ['content-length', '1'],
      ],
      'request',
    ),
  ).toEqual([
    ['authorization', 'Bearer <redacted:credential-field:1>'],
    ['x-api-key', '<redacted:credential-field:1>'],
    ['x-tenant', 'a'],
  ])
})

test('bytes: a run that is a secret is replaced, the rest stays as it was', () => {
  const redactor = createRedactor({ env: { MY_PASSWORD: 'wörd-of-honour1' } })
  const before = Uint8Array.from({ length: 256 }, (_, i) => i)
  const bytes = Buffer.concat([before, Buffer.from(` ${OPENAI_KEY} wörd-of-honour1`), before])
  expect(Buffer.from(redactor.binary(bytes))).toEqual(
    Buffer.concat([
      before,
      Buffer.from(' <redacted:openai-key:1> <redacted:env-MY_PASSWORD:1>'),
      before,
    ]),
  )
  const clean = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 256)
  expect(redactor.binary(clean)).toBe(clean)
})

test('keeps of an idempotency key that it was sent, and its value only where that is asked for', () => {
  const key: Array<[string, string]> = [['Idempotency-Key', 'f3a1c7de-2b7e-4c1f-9d53-0c3b8f1f6f10']]
  expect(createRedactor({}).headers(key, 'request')).toEqual([['idempotency-key', 'sent =?1']])
  expect(createRedactor({ headers: ['idempotency-key'] }).headers(key, 'request')).toEqual([
    ['idempotency-key', 'f3a1c7de-2b7e-4c1f-9d53-0c3b8f1f6f10'],
  ])
})

test.each([
  `https://api.telegram.org/bot123456789:AA${DRAWN}Z/sendMessage`,
  `https://hook.eu1.make.com/${DRAWN}`,
  `https://maker.ifttt.com/trigger/x/with/key/${DRAWN}`,
  `https://mainnet.infura.io/v3/${'a1b2'.repeat(8)}`,
  `https://eth-mainnet.g.alchemy.com/v2/${DRAWN}`,
  `https://x.quiknode.pro/${'a1b2'.repeat(10)}/`,
  'https://chat.test/hooks/a1b2c3d4e5f6g7h8i9j0k1l2m3',
  `https://chat.test/hooks/a1B2c3D4e5F6g7H8i/${DRAWN}`,
  `https://events.pagerduty.com/integration/${'a1b2'.repeat(8)}/enqueue`,
  `https://a.test/webhook/${DRAWN}`,
  `https://a.test/api/token/${DRAWN}/x`,
  `https://a.test/v1/projects/${DRAWN}/events`,
  'https://hooks.airtable.com/workflows/v1/genericWebhook/appA1b2C3d4E5f6G7/wflA1b2C3d4E5f6G7/wtrA1b2C3d4E5f6G7',
  `https://discord.com/api/v10/interactions/1234567890/aW50ZXJhY3Rpb246${DRAWN}${DRAWN}/callback`,
])('a key in the path of %s is replaced, in the address and in a text', (url) => {
  const redactor = createRedactor({})
  expect(redactor.url(url)).toMatch(/<redacted:[a-z-]+:1>/)
  expect(redactor.url(url)).not.toMatch(/aB3dE6gH9|a1b2a1b2a1b2|c3d4e5f6g7|wtrA1b2/)
  expect(createRedactor({}).text(`see ${url}`)).toBe(`see ${redactor.url(url)}`)
})

test('a scheme is kept of an authorization unless it is a part of the secret', () => {
  const sent = (value: string, env = {}) =>
    createRedactor({ env }).headers([['Authorization', value]], 'request')[0]![1]
  expect(sent('Bearer opaque')).toBe('sent Bearer =?')
  expect(sent('aB3dE6gH9jK2mN5pQ8 rest')).toBe('sent =?')
  expect(sent('correct-horse-8 rest', { SHOP_TOKEN: 'correct-horse-8' })).toBe('sent $SHOP_TOKEN')
})

test('a secret in the place of the name of a cookie is replaced there', () => {
  const redactor = createRedactor({})
  const sent: Array<[string, string]> = [['cookie', `${OPENAI_KEY}=1; theme=dark`]]
  const set: Array<[string, string]> = [['set-cookie', `${OPENAI_KEY}=1; Path=/`]]
  expect(redactor.headers(set, 'response')).toEqual([
    ['set-cookie', '<redacted:openai-key:1>=1; Path=/'],
  ])
  expect(createRedactor({ headers: ['cookie'] }).headers(sent, 'request')).toEqual([
    ['cookie', '<redacted:openai-key:1>=1; theme=dark'],
  ])
})

test('a redirect to a URL with a user stays one, without the user', () => {
  const redactor = createRedactor({})
  const location = (value: string) => redactor.headers([['location', value]], 'response')[0]?.[1]
  const expected = 'http://redacted@a.test/b'
  expect(location('http://ann:opaque@a.test/b')).toBe(expected)
  expect(location(expected)).toBe(expected)
  expect(location('http://a.test/b')).toBe('http://a.test/b')
})
