import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createRedactor, findSecrets } from '../../../src/core/redaction/index.ts'
import { GZIP } from '../../../src/worker/context/gzip.ts'
import { OPENAI_KEY } from './fake-secrets.ts'

const SECRET = 'pa+ss/"wörd" 1'

test.each([
  'KEY',
  'OPENAI_API_KEY',
  'AWS_ACCESS_KEY_ID',
  'GITHUB_TOKEN',
  'CLIENT_SECRET',
  'DB_PASSWORD',
  'DB_PASSWD',
  'AZURE_CREDENTIALS',
  'NODE_AUTH_TOKEN',
  'BASIC_AUTH',
  'PRIVATE_STUFF',
  'openaiApiKey',
  'APIKEY',
  'PGPASSWORD',
  'DB_PASS',
  'MYSQL_PWD',
  'AZURE_CREDS',
  'SERVICE_JWT',
  'API_KEYS',
  'SECRETS',
  'SENTRY_DSN',
])('searches for the value of %s', (name) => {
  expect(createRedactor({ env: { [name]: 'v4lue-of-it' } }).text('a v4lue-of-it b')).toBe(
    `a <redacted:env-${name}:1> b`,
  )
})

test.each([
  ['KEYBOARD', 'v4lue-of-it'],
  ['TOKENIZER_PATH', 'v4lue-of-it'],
  ['MAX_TOKENS', 'v4lue-of-it'],
  ['SSH_AUTH_SOCK', 'v4lue-of-it'],
  ['npm_config_key', 'v4lue-of-it'],
  ['MONKEY', 'v4lue-of-it'],
  ['CACHE_KEY', 'v4lue-of-it'],
  ['AUTHOR', 'v4lue-of-it'],
  ['HOME', 'v4lue-of-it'],
  ['API_KEY', 'short1'],
  ['API_KEY', '1234567890'],
  ['API_KEY', 'password'],
  ['API_KEY', 'disabled'],
  ['API_KEY', '/home/ann/.config/key1'],
  ['API_KEY', 'C:\\Users\\ann\\key1'],
  ['API_KEY', 'https://vault.example.test/v1'],
  ['API_KEY', undefined],
])('does not search for the value of %s=%s', (name, value) => {
  const text = `a ${value} b`
  expect(createRedactor({ env: { [name]: value } }).text(text)).toBe(text)
})

test.each(['PRIMARY_KEY', 'CACHE_SECRET', 'TOKEN_PROVIDER', 'MAX_TOKENS'])(
  'searches for a value of %s that looks drawn',
  (name) => {
    const value = 'q1W2e3R4t5Y6u7I8o9P0'
    expect(createRedactor({ env: { [name]: value } }).text(`a ${value} b`)).toBe(
      `a <redacted:env-${name}:1> b`,
    )
  },
)

test.each([
  ['DATABASE_URL', 'postgres://ann:hunter2x@db.test/orders', 'hunter2x'],
  ['REDIS', 'rediss://:hunter2x@cache.test:6380', 'hunter2x'],
  ['STORAGE', 'AccountName=acme;AccountKey=q1W2e3R4t5Y6u7I8==;', 'q1W2e3R4t5Y6u7I8=='],
  ['SENTRY', 'https://q1W2e3R4t5Y6u7I8@o1.ingest.test/2', 'q1W2e3R4t5Y6u7I8'],
])('searches for the password within %s', (name, value, password) => {
  const redactor = createRedactor({ env: { [name]: value } })
  expect(redactor.text(`a ${value} b`)).not.toContain(password)
  expect(redactor.text(`a ${password} b`)).toBe(`a <redacted:env-${name}:2> b`)
})

test('finds a value however it is written', () => {
  const rules = { env: { MY_SECRET: SECRET } }
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const forms = [
    SECRET,
    JSON.stringify(SECRET),
    JSON.stringify(JSON.stringify(SECRET)),
    encodeURIComponent(SECRET),
    encodeURIComponent(SECRET).replace(/%../g, (code) => code.toLowerCase()),
    encodeURIComponent(SECRET).replaceAll('%20', '+'),
    base64(SECRET),
    Buffer.from(SECRET).toString('base64url'),
    base64(`ann:${SECRET}`),
    base64(`anna:${SECRET}:x`),
    base64(`annab:${SECRET}`),
    'pa+ss/&quot;wörd&quot; 1',
  ]
  for (const form of forms) {
    const redactor = createRedactor(rules)
    const redacted = redactor.text(`a ${form} b`)
    expect(redacted).toContain('<redacted:env-MY_SECRET:1>')
    expect(redactor.text(redacted)).toBe(redacted)
    expect(redactor.found).toEqual(new Map([['env-MY_SECRET', 1]]))
  }
  expect(createRedactor(rules).text(base64(SECRET))).toBe('<redacted:env-MY_SECRET:1>')
})

test('a known shape names the kind, so that a machine without the variable sees the same', () => {
  const text = `The key is ${OPENAI_KEY}.`
  expect(createRedactor({ env: { OPENAI_API_KEY: OPENAI_KEY } }).text(text)).toBe(
    createRedactor({}).text(text),
  )
})

test('of two variables with one value the first by name counts, of two nested the longer', () => {
  const env = { B_TOKEN: 'v4lue-of-it', A_TOKEN: 'v4lue-of-it', C_TOKEN: 'long-v4lue-of-it' }
  expect(createRedactor({ env }).text('v4lue-of-it long-v4lue-of-it')).toBe(
    '<redacted:env-A_TOKEN:1> <redacted:env-C_TOKEN:1>',
  )
})

test('a value that is part of a placeholder spoils none', () => {
  const redactor = createRedactor({ env: { A_KEY: 'openai-key:1', B_KEY: '<redacted' } })
  const redacted = redactor.text(`${OPENAI_KEY} openai-key:1`)
  expect(redacted).toBe('<redacted:openai-key:1> <redacted:env-A_KEY:1>')
  expect(redactor.text(redacted)).toBe(redacted)
})

test('says what is left of the environment in a text', () => {
  const found = findSecrets('x v4lue-of-it y', { env: { MY_KEY: 'v4lue-of-it' } })
  expect(found).toEqual([{ kind: 'env-MY_KEY', index: 2, excerpt: 'x ******** y' }])
})

test('a variable that is set later is known from then on, in texts that were passed before too', () => {
  let changes = 0
  const env: Record<string, string> = {}
  const redactor = createRedactor({ env, changes: () => changes })
  const text = `${'A text that is long enough to be remembered by the redactor. '.repeat(2)}hunter2-hunter2`
  const body = { parts: [{ text }] }
  expect(redactor.text(text)).toBe(text)
  expect(redactor.body(body)).toBe(body)
  env['SHOP_PASSWORD'] = 'hunter2-hunter2'
  changes++
  expect(redactor.text(text)).toContain('<redacted:env-SHOP_PASSWORD:1>')
  expect(JSON.stringify(redactor.body(body))).not.toContain('hunter2')
  expect(redactor.url('https://a.test/hunter2-hunter2')).not.toContain('hunter2')
  expect(redactor.headers([['accept', 'hunter2-hunter2']], 'request')).toEqual([
    ['accept', '<redacted:env-SHOP_PASSWORD:1>'],
  ])
})

const DRAWN = 'q7Zt2LmX9vKp4RwB8nYc'

test.each([
  ['hexadecimal', Buffer.from(DRAWN).toString('hex')],
  ['hexadecimal, in capitals', Buffer.from(DRAWN).toString('hex').toUpperCase()],
  ['hexadecimal, within more', Buffer.from(`user:${DRAWN}@host`).toString('hex')],
  ['lower case, as in the name of a host', `https://${DRAWN.toLowerCase()}.tunnel.test/`],
  ['capitals', DRAWN.toUpperCase()],
])('finds a variable in %s', (_, text) => {
  const redacted = createRedactor({ env: { TUNNEL_TOKEN: DRAWN } }).text(text)
  expect(redacted).toContain('<redacted:env-TUNNEL_TOKEN:1>')
  expect(redacted.toLowerCase()).not.toContain('lmx9vkp4')
  expect(redacted.toLowerCase()).not.toContain(Buffer.from('LmX9vKp4').toString('hex'))
})

test('a value of words is no secret in another case', () => {
  const redactor = createRedactor({ env: { TEAM_PASSWORD: 'correct-Horse-battery' } })
  expect(redactor.text('CORRECT-HORSE-BATTERY')).toBe('CORRECT-HORSE-BATTERY')
})

test('the hexadecimal form of a placeholder is the placeholder', () => {
  const redactor = createRedactor({})
  const hex = (text: string) => Buffer.from(text).toString('hex')
  const learnt = redactor.json({ api_key: DRAWN, sent: hex(DRAWN) })
  expect(learnt.sent).toBe('<redacted:credential-field:1>')
  expect(redactor.text(`x=${hex('<redacted:credential-field:1>')};`)).toBe(`x=${learnt.sent};`)
  expect(redactor.text(hex('<redacted:not one>'))).toBe(hex('<redacted:not one>'))
})

const bytesOf = (text: string) => Array.from(Buffer.from(text))
const digits = (byte: number, length = 2) => byte.toString(16).padStart(length, '0')
const spell = (form: (code: number) => string, codes: number[], joint = '') =>
  codes.map(form).join(joint)
const unitsOf = (text: string) =>
  Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))

test.each<[string, (secret: string) => string]>([
  ['every byte percent-encoded', (one) => spell((byte) => `%${digits(byte)}`, bytesOf(one))],
  [
    'the same in capitals',
    (one) => spell((byte) => `%${digits(byte).toUpperCase()}`, bytesOf(one)),
  ],
  ['percent-encoded twice', (one) => encodeURIComponent(encodeURIComponent(one))],
  ['escapes of four digits', (one) => spell((unit) => `\\u${digits(unit, 4)}`, unitsOf(one))],
  [
    'the same with digits in capitals',
    (one) => spell((unit) => `\\u${digits(unit, 4).toUpperCase()}`, unitsOf(one)),
  ],
  ['escapes of two digits', (one) => spell((byte) => `\\x${digits(byte)}`, bytesOf(one))],
  [
    'octal escapes',
    (one) => spell((byte) => `\\${byte.toString(8).padStart(3, '0')}`, bytesOf(one)),
  ],
  ['numeric references', (one) => spell((code) => `&#${code};`, unitsOf(one))],
  ['hexadecimal references', (one) => spell((code) => `&#x${code.toString(16)};`, unitsOf(one))],
  ['the bytes of a buffer in JSON', (one) => JSON.stringify(Buffer.from(one))],
  ['a buffer as it is printed', (one) => spell((byte) => digits(byte), bytesOf(one), ' ')],
  ['bytes with colons', (one) => spell((byte) => digits(byte), bytesOf(one), ':')],
  ['quoted-printable', (one) => spell((byte) => `=${digits(byte).toUpperCase()}`, bytesOf(one))],
  ['UTF-16 in base64', (one) => Buffer.from(one, 'utf16le').toString('base64')],
  [
    'UTF-16 in base64, within more',
    (one) => Buffer.from(`x ${one} y`, 'utf16le').toString('base64'),
  ],
  ['UTF-16 in hexadecimal', (one) => Buffer.from(one, 'utf16le').toString('hex')],
  [
    'XML in which ">" stands',
    (one) =>
      one
        .replaceAll('&', '&amp;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&apos;')
        .replaceAll('<', '&lt;'),
  ],
  ['printed in quotes that it does not hold', (one) => one.replaceAll('\\', '\\\\')],
])('a secret is found as %s', (_, write) => {
  const secret = `p"s\\gB7<w>&'o+é/=%41 zQ`
  const redactor = createRedactor({ env: { DB_PASSWORD: secret } })
  const written = write(secret)
  const redacted = redactor.text(`of ${written} there`)
  expect(redacted).toContain('<redacted:env-DB_PASSWORD:1>')
  for (const part of [written.slice(0, 30), written.slice(-30)])
    expect(redacted).not.toContain(part)
})

test('a private key is found without its frame, in lines of another kind', () => {
  const body = Array.from({ length: 4 }, (_, at) => OPENAI_KEY.slice(3 + at, 47 + at))
  const pem = ['-----BEGIN PRIVATE KEY-----', ...body, '-----END PRIVATE KEY-----', ''].join('\n')
  for (const value of [pem, pem.replaceAll('\n', '\\n')]) {
    const redactor = createRedactor({ env: { TLS_PRIVATE_KEY: value } })
    for (const joint of ['', ' ', '\r\n'])
      expect(redactor.text(`of ${body.join(joint)}.`)).toBe('of <redacted:env-TLS_PRIVATE_KEY:1>.')
  }
})

test.each<[string, (packed: string) => string]>([
  ['before a full stop', (packed) => `see ${packed}.`],
  ['in the path of a URL', (packed) => `GET http://a.test:3000/of/it/${packed} failed`],
  ['in a form in parts', (packed) => `--x\r\nname="n"\r\n\r\n${packed}\r\n--xboundary--\r\n`],
])('a secret is found packed by gzip, %s', (_, write) => {
  const redactor = createRedactor({
    env: { DB_PASSWORD: SECRET },
    gzip: GZIP,
  })
  const packed = gzipSync(`v=${SECRET}`).toString('base64')
  for (const redact of [redactor.text, redactor.name]) {
    const text = write(packed)
    const redacted = redact(text)
    expect(redacted).not.toContain(packed)
    const [again] = /H4sI[A-Za-z0-9+/=]+/.exec(redacted)!
    expect(String(gunzipSync(Buffer.from(again, 'base64')))).toBe('v=<redacted:env-DB_PASSWORD:1>')
    expect(redacted.replace(again, packed)).toBe(text)
  }
})

test('a secret is found packed by gzip in a percent-encoded URL within a text', () => {
  const redactor = createRedactor({ env: { DB_PASSWORD: SECRET }, gzip: GZIP })
  const packed = encodeURIComponent(gzipSync(`v=${SECRET}`).toString('base64'))
  const redacted = redactor.text(`GET /p/${packed} failed`)
  const again = decodeURIComponent(/H4sI[\w%]+/.exec(redacted)![0])
  expect(String(gunzipSync(Buffer.from(again, 'base64')))).toBe('v=<redacted:env-DB_PASSWORD:1>')
})

test('a secret is found packed by gzip in a URL', () => {
  const redactor = createRedactor({
    env: { DB_PASSWORD: SECRET },
    gzip: GZIP,
  })
  const packed = encodeURIComponent(gzipSync(`v=${SECRET}`).toString('base64'))
  for (const url of [`https://a.test/p/${packed}/x`, `https://a.test/?o=${packed}&b=1`]) {
    const again = /H4sI[\w%]+/.exec(redactor.url(url))![0]
    expect(String(gunzipSync(Buffer.from(decodeURIComponent(again), 'base64')))).toBe(
      'v=<redacted:env-DB_PASSWORD:1>',
    )
  }
})
