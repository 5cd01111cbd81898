import { expect, test } from 'vitest'
import { stricterRules } from '../../../src/core/words/stricter-rules.ts'
import { divergence } from '../../../fixtures/reports/divergence.ts'

const at = (path: string, recorded: string, replayed: string) =>
  divergence({ firstCause: true, paths: [{ path, recorded, replayed }] })

test('a rule that became stricter is named where a first cause falls under it', () => {
  expect(stricterRules([at('headers.openai-project', 'a', 'b')])).toEqual([
    expect.stringContaining('headers that select'),
  ])
  const [id, other] = [
    '4f9c2a10-6f0e-4d0b-9a51-0c6f2f6d1b7e',
    'b7d0e6a4-1c39-4a55-8f6e-52d3a9c0e811',
  ]
  expect(stricterRules([at('$.id', id, other), at('$.at', id, other)])).toEqual([
    expect.stringContaining('by their origin'),
  ])
  expect(stricterRules([divergence({ firstCause: true, kind: 'order', cause: 'order' })])).toEqual([
    expect.stringContaining('sequential'),
  ])
})

test('no rule is blamed for a change that was always one', () => {
  expect(stricterRules([at('$.messages[0].content', 'Be kind.', 'Be brief.')])).toEqual([])
})
