import { expect, test } from 'vitest'
import { createRedactor } from '../../../src/core/redaction/index.ts'
import { GITHUB_TOKEN } from './fake-secrets.ts'

const LINE = Buffer.from(
  Array.from({ length: 300 }, (_, at) => (at * at * 37 + at * 11) % 251),
).toString('base64')
/** Of the alphabet of base64, as the token of GitHub is not. */
const AWS_KEY = `AKIA${'A2B3'.repeat(4)}`
const redact = (text: string) => createRedactor({}).text(text)

test.each([
  ['before base64', (token: string) => `${token}\n${LINE}`],
  ['of a variable, before base64', (token: string) => `ID=${token}\n${LINE}`],
  ['under a heading, before base64', (token: string) => `token\n${token}\n${LINE}`],
  ['after base64', (token: string) => `${LINE}\n${token}\n`],
  ['after base64, before a text', (token: string) => `${LINE}\n${token} is the token`],
  ['between base64', (token: string) => `${LINE}\n${token}\n${LINE}`],
  ['in JSON', (token: string) => JSON.stringify({ a: `token\n${token}\n${LINE}` })],
])('a token on a line of its own is replaced: %s', (_, around) => {
  for (const token of [GITHUB_TOKEN, AWS_KEY]) expect(redact(around(token))).not.toContain(token)
})

test.each([
  ['in the middle', `${LINE}/${AWS_KEY}/${LINE}`],
  ['at the end of a line', `${LINE.slice(0, 30)}/${AWS_KEY}\n${LINE}`],
  ['at the beginning of the last line', `${LINE}\n${AWS_KEY}/${LINE.slice(0, 30)}`],
])('what looks like a token within base64 stays: %s', (_, text) => {
  expect(redact(text)).toBe(text)
})
