import { expect, test } from 'vitest'
import { createRedactor } from '../../../../src/core/redaction/index.ts'

const GITHUB = 'ghp_YdfB6544mAAGUQ6v9e8jHUX2TECc0buKq3xZ'
const KEY = 'Kx8-wörter und 7zQp/2mLbVr4TnC9sWd1Ef'
const TOKEN = 'q8Zr2LmX7vKp4TnC9sWd1EfYb6Hj3Gu5Ra0Nc'
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.abc'

test.each<[string, string]>([
  ['a key of a known form', GITHUB.slice(0, 36)],
  ['a value of the environment', KEY.slice(0, 25)],
  ['a token of an answer', TOKEN.slice(0, 30)],
  ['a JWT', JWT.slice(0, 36)],
])('%s is found where a message shortens it', (_, shortened) => {
  const redactor = createRedactor({ env: { ACME_PASSWORD: KEY } })
  redactor.json({ access_token: TOKEN })
  expect(redactor.text(`expected '${shortened}…' to be 'x'`)).toMatch(
    /^expected '<redacted:[\w-]+:1>…' to be 'x'$/,
  )
  expect(redactor.text(`expected { v: 'Bearer ${shortened}…' } and '${shortened}…'`)).not.toContain(
    shortened,
  )
})

test('it has the number of the whole secret', () => {
  const redactor = createRedactor({ env: { ACME_PASSWORD: KEY } })
  redactor.json({ access_token: TOKEN, refresh_token: `other-${TOKEN}` })
  expect(redactor.text(`'${TOKEN.slice(0, 20)}…' of ${TOKEN}`)).toBe(
    "'<redacted:credential-field:1>…' of <redacted:credential-field:1>",
  )
})

test.each([
  'and so on…',
  'ghp_…',
  'sk-proj-…',
  'sk-ant-api03-…',
  `commit 4f1f45dba2c93e8877aa51b0c2d3e4f5…`,
  'the-quick-brown-fox-jumps-over-the-lazy-dog…',
  `'q8Zr2LmX7vKp9999…'`,
  '…'.repeat(1000),
])('other shortened texts stay: %s', (text) => {
  const redactor = createRedactor({ env: { ACME_PASSWORD: KEY } })
  redactor.json({ access_token: TOKEN })
  expect(redactor.text(text)).toBe(text)
})
