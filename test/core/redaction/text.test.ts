import { expect, test } from 'vitest'
import { createRedactor, findSecrets } from '../../../src/core/redaction/index.ts'
import { HOSTILE_PIECES } from './hostile-pieces.ts'
import { AZURE_KEYS } from './more-fake-secrets.ts'
import { ANTHROPIC_KEY, FAKE_SECRETS, GITHUB_TOKEN, OPENAI_KEY } from './fake-secrets.ts'
import { tableSize } from '../../table-size.ts'

const text = (value: string) => createRedactor({}).text(value)
const mixed = 'a1B2'.repeat(30)

test.each(FAKE_SECRETS)('replaces a %s wherever it stands', (kind, secret) => {
  const placeholder = `<redacted:${kind}:1>`
  for (const [before, after] of [
    ['', ''],
    ['The key is ', '.'],
    ['"', '"'],
    ['(', ')'],
    ['KEY=', '\n'],
    ['{\\"output\\":\\"line\\n', '\\n\\"}'],
    ['key%3D', '%26'],
    ['\u001b[32m', '\u001b[0m'],
    ['https://example.test/', '/x'],
    ['<redacted:other:3>', '<redacted:other:4>'],
    ['Ключ: ', ' …'],
  ] as const) {
    expect(text(before + secret + after)).toBe(before + placeholder + after)
  }
})

test.each(FAKE_SECRETS)('leaves alone what only looks like a %s', (_, secret) => {
  for (const look of [secret.slice(0, 9), `x${secret.slice(0, 12)}`]) expect(text(look)).toBe(look)
  if (/^[\w-]+$/.test(secret)) {
    const buried = `${mixed}x${secret}`
    expect(text(buried)).toBe(buried)
  }
})

test.each(AZURE_KEYS.map((key) => [key]))('replaces the key of Azure %s', (key) => {
  expect(text(`AccountKey ${key}, "${key}"`)).toBe(
    'AccountKey <redacted:azure-key:1>, "<redacted:azure-key:1>"',
  )
})

test.each([
  'disk-output-wait-for-the-very-long-task-1234567890',
  'sk-loading-animation-for-cards',
  'sk-internationalization',
  'sk-...',
  'sk-proj-****************abcd',
  'glpat-your-token-goes-here-please',
  'The Bearer authentication-scheme-is-described-below',
  'Bearer $OPENAI_API_KEY and Bearer ${token}',
  'Basic authentication and basic understanding',
  'https://example.test/a?page_token=a1B2c3D4e5F6g7H8i9&max_tokens=100&next_token=a1B2c3D4e5F6g7H8i9',
  'postgres://localhost:5432/orders',
  'https://example.test:8443/users/@me',
  'write to ann@example.test, see https://example.test/a:b',
  '-----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----',
  '-----BEGIN CERTIFICATE-----\n' + mixed + '\n-----END CERTIFICATE-----',
  `data:image/png;base64,${mixed}/AIza${mixed.slice(0, 35)}/${mixed}`,
  '{"max_tokens":1000,"token_count":"123456789","tokenizer":"cl100k_base","next_page_token":"abcdefghij"}',
  '{"properties":{"password":{"type":"string"}},"required":["password","api_key"]}',
  '{"api_key":"${OPENAI_API_KEY}","password":"required","secretary":"Ms. Robinson"}',
  '{"token":"Hello there, world","key":"agent:main:main"}',
  'a task-sk1 kiosk-a1b2a1b2a1b2a1b2a1b2',
])('leaves %s', (value) => {
  expect(text(value)).toBe(value)
  expect(findSecrets(value, {})).toEqual([])
})

test.each([
  ['authorization: Bearer a1B2c3D4e5F6g7H8', 'authorization: Bearer <redacted:bearer-token:1>'],
  [`Authorization: Bearer ${OPENAI_KEY}`, 'Authorization: Bearer <redacted:openai-key:1>'],
  ['Basic dXNlcjpwYXNzd29yZA==', 'Basic <redacted:basic-credentials:1>'],
  ['postgres://ann:hunter2a@db.test/x', 'postgres://ann:<redacted:url-password:1>@db.test/x'],
  ['mongodb+srv://ann:hunter2a@db.test', 'mongodb+srv://ann:<redacted:url-password:1>@db.test'],
  ['redis://:hunter2a@db.test', 'redis://:<redacted:url-password:1>@db.test'],
  [
    'https://x.blob.core.windows.net/a?sp=r&sig=a1B2c3D4e5F6%2Fg7H8%3D',
    'https://x.blob.core.windows.net/a?sp=r&sig=<redacted:url-key:1>',
  ],
  [
    'grant_type=client_credentials&client_id=ann&client_secret=hunter2hunter2',
    'grant_type=client_credentials&client_id=ann&client_secret=<redacted:url-key:1>',
  ],
  [
    'https://hooks.slack.com/services/T00000000/B00000000/' + mixed.slice(0, 24),
    'https://hooks.slack.com/services/<redacted:slack-webhook:1>',
  ],
  [
    '{"user":"ann","password":"hunter2hunter2"}',
    '{"user":"ann","password":"<redacted:credential-field:1>"}',
  ],
  [
    '"{\\"api_key\\": \\"not-for-the-disk\\", \\"n\\": 1}"',
    '"{\\"api_key\\": \\"<redacted:credential-field:1>\\", \\"n\\": 1}"',
  ],
])('replaces the secret within %s', (value, expected) => {
  expect(text(value)).toBe(expected)
  expect(text(expected)).toBe(expected)
})

test('numbers secrets by kind, and gives the same one the same placeholder', () => {
  const redactor = createRedactor({})
  const other = 'sk-' + 'c3D4'.repeat(12)
  expect(redactor.text(`${OPENAI_KEY} ${GITHUB_TOKEN} ${other}`)).toBe(
    '<redacted:openai-key:1> <redacted:github-token:1> <redacted:openai-key:2>',
  )
  expect(redactor.text(`${other}, ${OPENAI_KEY}`)).toBe(
    '<redacted:openai-key:2>, <redacted:openai-key:1>',
  )
  expect(redactor.found).toEqual(
    new Map([
      ['openai-key', 2],
      ['github-token', 1],
    ]),
  )
})

test('redacting twice changes nothing, whatever stands side by side', () => {
  const rules = {
    secrets: [{ name: 'own', pattern: 'own-secret' }],
    env: { A_TOKEN: 'e1n2v3e4n5v6' },
  }
  const parts = [
    'own-secret',
    'e1n2v3e4n5v6',
    ANTHROPIC_KEY,
    'AIza' + mixed.slice(0, 35),
    '&key=',
    'x',
    '/',
  ]
  for (const a of parts) {
    for (const b of parts) {
      for (const c of parts) {
        const once = createRedactor(rules).text(a + b + c)
        const redactor = createRedactor(rules)
        expect(redactor.text(once)).toBe(once)
        expect(redactor.found.size).toBe(0)
        expect(findSecrets(once, rules)).toEqual([])
      }
    }
  }
})

test('takes patterns of the user: literal, RegExp with or without flags, groups, empty matches', () => {
  const redactor = createRedactor({
    secrets: [
      { name: 'customer number', pattern: /C-\d{4}/ },
      { name: 'mail', pattern: /(?<user>\w+)@example\.test/gi },
      { name: 'short', pattern: 'ß!' },
      { name: 'none', pattern: '' },
      { name: 'empty', pattern: /q*/y },
    ],
  })
  expect(redactor.text('C-1234, C-5678, Ann@Example.test, ß!, C-1234, qq')).toBe(
    '<redacted:customer-number:1>, <redacted:customer-number:2>, <redacted:mail:1>, <redacted:short:1>, <redacted:customer-number:1>, <redacted:empty:1>',
  )
})

test('replaces a secret of the user that is shorter than any other, and the whole of a text', () => {
  const redactor = createRedactor({ secrets: [{ name: 'code', pattern: 'ab12' }] })
  expect(redactor.text('ab12')).toBe('<redacted:code:1>')
  expect(redactor.json({ code: 'ab12' })).toEqual({ code: '<redacted:code:1>' })
})

test('finds what is left and shows it masked', () => {
  const left = `{"a":"ok"}\n{"key":"${OPENAI_KEY}","also":"${GITHUB_TOKEN}"}\n`
  const found = findSecrets(left, {})
  expect(found).toEqual([
    { kind: 'openai-key', index: 19, excerpt: '{"key":"********","also":"' },
    { kind: 'github-token', index: 19 + OPENAI_KEY.length + 10, excerpt: '","also":"********"}' },
  ])
  expect(JSON.stringify(found)).not.toContain('a1B2')
})

/** A rule that is slower than linear comes to no end at either size; the bench measures the time. */
const LENGTH = tableSize({ sample: 300_000, whole: 10_000_000 })

test.each(HOSTILE_PIECES.map((piece) => [JSON.stringify(piece).slice(0, 40), piece] as const))(
  'reads megabytes of %s to the end',
  { timeout: 20_000 },
  (_, piece) => {
    const hostile = piece.repeat(Math.ceil(LENGTH / piece.length))
    expect(createRedactor({}).text(hostile)).not.toBe('')
  },
)

test('replaces a secret behind many names in one word, and secrets that follow one another', () => {
  const drawn = 'aB3dE6gH9jK2mN5pQ8'
  const redactor = createRedactor({})
  expect(redactor.text(`${'api_key='.repeat(40)}${drawn}`)).not.toContain(drawn)
  expect(redactor.text(`${'.api_key:a/b'.repeat(40)}:api_key:${drawn} end`)).not.toContain(drawn)
  const token = `glsa_${'a1B2'.repeat(8)}_0aF1e2D3`
  expect(redactor.text(`${token.repeat(200)} end`)).toMatch(/^(?:<redacted:[\w-]+:\d+>)+ end$/)
})

test('replaces a secret in a list within a list of words', () => {
  const drawn = 'aB3dE6gH9jK2mN5pQ8'
  const list = `api_keys:\n${'  - word\n'.repeat(150)}  - api_key:\n  - ${drawn}\n`
  expect(createRedactor({}).text(list)).not.toContain(drawn)
})

test.each([
  ['in its middle', `${'aB3d'.repeat(13)}JQQJ99${'aB3d'.repeat(7).slice(0, 26)}`],
  ['of storage', `${'aB3+'.repeat(19)}+ASt${'aB3d5f'}==`],
])('replaces the whole of an Azure key with a signature %s', (_, key) => {
  expect(createRedactor({}).text(`key: ${key} end`)).toBe('key: <redacted:azure-key:1> end')
})
