import { expect, test } from 'vitest'
import { nextStep } from '../../../src/core/words/next-step.ts'
import { comparedRun, factsOf } from '../comparison/build-comparison.ts'

test('a base without takes is what has to be recorded anew, not the head that has them', () => {
  const recorded = { verdict: 'changed', evidence: 'recording' } as const
  const run = comparedRun('a', {
    ...recorded,
    base: factsOf({ takes: 1 }),
    head: factsOf({ takes: 4 }),
  })
  expect(nextStep(run)!.what).toContain('check out the base')
  const alone = comparedRun('a', { ...recorded, base: factsOf(), head: factsOf() })
  expect(nextStep(alone)!.what).not.toContain('check out the base')
  expect(nextStep({ ...run, evidence: 'takes' })!.what).toBe('record it anew to look again')
})
