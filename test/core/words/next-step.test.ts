import { expect, test } from 'vitest'
import { nextStep } from '../../../src/core/words/next-step.ts'
import { buildComparison } from '../comparison/build-comparison.ts'
import { recordedAnew } from '../comparison/build-sides.ts'
import { HAND_OVER, REFUND } from '../comparison/full-comparison.ts'

/** The run of a test that the base recorded in so many takes, and the head, which does something else, in so many. */
function changedRun(takes: { base: number; head: number }) {
  const { base } = recordedAnew('a', REFUND, HAND_OVER, takes.base)
  const { head } = recordedAnew('a', REFUND, HAND_OVER, takes.head)
  return buildComparison([{ base, head }]).runs[0]!
}

test('a base without takes is what has to be recorded anew, not the head that has them', () => {
  const run = changedRun({ base: 1, head: 4 })
  expect(run).toMatchObject({ verdict: 'changed', evidence: 'recording' })
  expect(nextStep(run)!.what).toContain('check out the base')
  const alone = changedRun({ base: 1, head: 1 })
  expect(alone).toMatchObject({ verdict: 'changed', evidence: 'recording' })
  expect(nextStep(alone)!.what).not.toContain('check out the base')
  const both = changedRun({ base: 4, head: 4 })
  expect(both.evidence).toBe('takes')
  expect(nextStep(both)!.what).toBe('record it anew to look again')
})
