import { expect, test } from 'vitest'
import { describeValue } from '../../../src/core/cassette/describe-value.ts'
import { createRedactor } from '../../../src/core/redaction/index.ts'
import { CREDENTIAL_NAMES, drawnValue, FORMS } from './credential-forms.ts'
import { HARMLESS } from './harmless.ts'

test.each(Object.keys(FORMS))('replaces the values of fields: %s', (form) => {
  const pairs = CREDENTIAL_NAMES.map((name) => [name, drawnValue(name, form)] as const)
  const redactor = createRedactor({})
  const redacted = redactor.json(describeValue(FORMS[form]!(pairs)).json)
  const text = JSON.stringify(redacted)

  expect(pairs.filter(([, value]) => text.includes(value)).map(([name]) => name)).toEqual([])
  expect(redactor.json(redacted)).toBe(redacted)
})

test.each(Object.keys(HARMLESS))('leaves values without a secret: %s', (kind) => {
  const value = HARMLESS[kind]!

  expect(createRedactor({}).json(value)).toEqual(value)
})

test('leaves text without a secret', () => {
  const text = JSON.stringify(HARMLESS, null, 1)

  expect(JSON.parse(createRedactor({}).text(text))).toEqual(HARMLESS)
})

test.each(['object', 'nameValue', 'pairs'])(
  'replaces what a difference of Vitest shows: %s',
  (form) => {
    const pairs = CREDENTIAL_NAMES.map((name) => [name, drawnValue(name, form)] as const)
    const lines = JSON.stringify(FORMS[form]!(pairs), null, 2).split('\n')
    const shown = lines.map((line) => `\u001b[31m+ ${line}\u001b[39m`).join('\n')
    const text = createRedactor({}).text(shown)

    expect(pairs.filter(([, value]) => text.includes(value)).map(([name]) => name)).toEqual([])
  },
)
