import { expect, test } from 'vitest'
import { stricterRules } from '../../../src/core/words/stricter-rules.ts'
import { divergence } from '../../../fixtures/reports/divergence.ts'

const at = (path: string, recorded: string, replayed: string) =>
  divergence({ firstCause: true, paths: [{ path, recorded, replayed }] })

test('a rule that became stricter is named where a first cause falls under it', () => {
  expect(stricterRules([at('headers.openai-project', 'a', 'b')])).toEqual([
    expect.stringContaining('headers that select'),
  ])
  expect(stricterRules([at('$.day', '2026-03-01', '2026-03-02')])).toEqual([
    expect.stringContaining('tomorrow is not today'),
  ])
  expect(stricterRules([divergence({ firstCause: true, kind: 'order', cause: 'order' })])).toEqual([
    expect.stringContaining('sequential'),
  ])
})

test('a program that is refused was not seen when it was recorded', () => {
  const refused = (kind: string) => ({
    kind,
    name: 'git',
    effect: 'refused' as const,
    rule: null,
    origin: null,
    count: 1,
  })
  expect(stricterRules([], [refused('process')])).toEqual([expect.stringContaining('programs')])
  expect(stricterRules([], [refused('http')])).toEqual([])
})

test('no rule is blamed for a change that was always one', () => {
  expect(stricterRules([at('$.messages[0].content', 'Be kind.', 'Be brief.')])).toEqual([])
})
