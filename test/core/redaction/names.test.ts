import { expect, test } from 'vitest'
import { createRedactor } from '../../../src/core/redaction/index.ts'
import { selectTest } from '../../../src/core/words/test-command.ts'

const KEY = 'sk-proj-FirstKeyq1W2e3R4t5Y6u7I8o9P0a1S2d3F4'
const OTHER = 'sk-proj-OtherKeyq1W2e3R4t5Y6u7I8o9P0a1S2d3F4'

test('a name keeps nothing of a secret and is the same in every run, whatever was replaced before', () => {
  const redactor = createRedactor({})
  const name = redactor.name(`uses ${KEY} > works`)
  expect(name).toMatch(/^uses <redacted:openai-key:\d+> > works$/)
  const later = createRedactor({})
  later.json({ keys: [OTHER, KEY] })
  expect(later.name(`uses ${KEY} > works`)).toBe(name)
  expect(later.name(name)).toBe(name)
  expect(later.name(`uses ${OTHER} > works`)).not.toBe(name)
})

test('a secret of the environment, or one that is easy to guess, is not told from another', () => {
  const redactor = createRedactor({ env: { SHOP_PASSWORD: 'hunter2-hunter2' } })
  expect(redactor.name('logs in with hunter2-hunter2')).toBe(
    'logs in with <redacted:env-SHOP_PASSWORD:0>',
  )
  expect(redactor.name('a test of a password: a phrase')).toBe('a test of a password: a phrase')
})

test('a command selects a test whose name holds a secret', () => {
  expect(selectTest('a.test.ts', 'uses <redacted:openai-key:16> > works')).toBe(
    'a.test.ts -t "^uses .*( >)? works$"',
  )
})
