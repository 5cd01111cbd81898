import { expect, test } from 'vitest'
import { createRedactor } from '../../../src/core/redaction/index.ts'
import { HARMLESS_TEXTS } from './harmless-texts.ts'
import { PLACED_SECRETS } from './secrets-in-files.ts'

test.each(PLACED_SECRETS.map((placed) => [placed.name, placed] as const))(
  'nothing is left of a secret in: %s',
  (_, { carrier, secrets }) => {
    const redacted = JSON.stringify(createRedactor({}).json(carrier))
    const forms = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    expect(
      forms.filter((form) => redacted.includes(form)),
      redacted,
    ).toEqual([])
  },
)

test.each(HARMLESS_TEXTS.map((text) => [text]))('%j stays as it is', (text) => {
  const redactor = createRedactor({})
  expect(redactor.text(text)).toBe(text)
  expect(redactor.json({ content: text, list: [text] })).toEqual({ content: text, list: [text] })
})
