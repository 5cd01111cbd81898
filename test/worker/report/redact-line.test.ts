import { expect, test } from 'vitest'
import { redactLine } from '../../../src/worker/report/redact-line.ts'

const SECRET = 'orderplan12x'
const redact = (text: string) => text.replaceAll(SECRET, '<redacted:credential-field:1>')

test('a line becomes no longer, and holds no part of the secret', () => {
  const line = JSON.stringify({ event: 'console', text: SECRET, more: [`of "${SECRET}" ü`, 'x'] })
  const changed = redactLine(line, redact)
  expect(Buffer.byteLength(changed)).toBeLessThanOrEqual(Buffer.byteLength(line))
  expect(JSON.parse(changed)).toEqual({
    event: 'console',
    text: '<redacted:cr',
    more: ['of "<redacted:credent', 'x'],
  })
})

test('actions are left out, other lines stay as they are', () => {
  expect(redactLine('{"event":"action_created","action":{}}', redact)).toBe('')
  expect(redactLine('{"event": "note"}', redact)).toBe('{"event": "note"}')
  expect(redactLine('half a li', redact)).toBe('half a li')
  expect(redactLine('', redact)).toBe('')
})
