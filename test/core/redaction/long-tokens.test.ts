import { expect, test } from 'vitest'
import { createRedactor } from '../../../src/core/redaction/index.ts'

test('ten megabytes that begin like a token are read to their end', () => {
  const text = 'eyJ'.repeat(3_500_000)
  expect(createRedactor({}).text(text)).toBe(text)
})

test('a long token is replaced as a whole', () => {
  const part = (length: number) => `eyJ${'aZ9_'.repeat(length / 4)}`
  const token = `${part(2_000)}.${part(200_000)}.${'bY8-'.repeat(1_000)}`
  const redacted = createRedactor({}).text(`token ${token}.`)
  expect(redacted).not.toContain('aZ9_aZ9_')
  expect(redacted).not.toContain('bY8-bY8-')
})
