import { inspect } from 'node:util'
import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { createRedactor } from '../../../../src/core/redaction/index.ts'
import { escapedForms } from '../../../../src/core/redaction/forms/escaped-forms.ts'

const SECRET = `p"s\\gBq7<w>&'o+é/=%41 zQ4 \`x`
const redactor = () =>
  createRedactor({ env: { DB_PASSWORD: SECRET, LINE_PASSWORD: "it's-\n\x01x9" } })
const numbered = (text: string) => text.replace(/[^\0-\x7f]/gu, (one) => `&#${one.codePointAt(0)};`)
const ascii = (text: string) =>
  text.replace(/[^\0-\x7f]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const php = (text: string) => ascii(JSON.stringify(text)).replaceAll('/', '\\/')
const go = (text: string) =>
  JSON.stringify(text)
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('&', '\\u0026')

test.each<[string, string]>([
  ['printed with backticks or quotes', inspect({ v: SECRET })],
  ['printed with single quotes', inspect({ v: `${SECRET} "'\`` })],
  ['printed, in JSON', JSON.stringify({ log: inspect({ v: SECRET }) })],
  ['a line break and a control character, printed', inspect({ v: "it's-\n\x01x9" })],
  [
    'XML with > as it is',
    `<p>${xml(SECRET).replaceAll('"', '&quot;').replaceAll("'", '&apos;')}</p>`,
  ],
  ['text of XML', `<p>${xml(SECRET)}</p>`],
  ['text of XML in ASCII', `<p>${numbered(xml(SECRET))}</p>`],
  [
    'HTML of Go',
    xml(SECRET).replaceAll('>', '&gt;').replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
  ],
  ['JSON of Python', ascii(JSON.stringify({ v: SECRET }))],
  ['JSON of Python in JSON', JSON.stringify({ v: ascii(JSON.stringify(SECRET)) })],
  ['JSON of PHP', php(SECRET)],
  ['JSON of Go', go(SECRET)],
  ['percent-encoded', `/p?v=${encodeURIComponent(SECRET)}`],
  ['percent-encoded twice', `/p?v=${encodeURIComponent(encodeURIComponent(SECRET))}`],
  [
    'a form in a parameter',
    `/p?v=${encodeURIComponent(String(new URLSearchParams({ v: SECRET })))}`,
  ],
])('a value of the environment is found as %s', (_, text) => {
  const redacted = redactor().text(text)
  expect(redacted).toContain('<redacted:env-')
  expect(redacted).not.toMatch(/gBq7|zQ4|it.{0,2}s-/)
})

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

test.each<[string, (lines: string[]) => string]>([
  ['one line', (lines) => lines.join('')],
  ['lines without marks', (lines) => lines.join('\n')],
  ['lines of Windows', (lines) => lines.join('\r\n')],
  ['a list of lines', (lines) => JSON.stringify(lines)],
  ['joined lines', (lines) => lines.map((line) => `'${line}' +`).join('\n')],
])('a private key of the environment is found as %s', (_, write) => {
  const lines = PEM.trim().split('\n').slice(1, -1)
  for (const value of [PEM, PEM.replaceAll('\n', '\\n')]) {
    const text = createRedactor({ env: { TLS_PRIVATE_KEY: value } }).text(write(lines))
    expect(lines.filter((line) => line.length === 64 && text.includes(line))).toEqual([])
  }
})

test('a plain token has few forms: thousands of them are looked for', () => {
  expect(new Set(escapedForms('Abc123Def456Ghi789Jkl012')).size).toBe(1)
})
