import { expect, test } from 'vitest'
import { judgeTrials, type TrialFacts } from '../../../src/core/analysis/judge-trials.ts'

const unchanged = (outcome: TrialFacts['outcome']): TrialFacts => ({
  kind: 'unchanged',
  at: null,
  outcome,
})
const answer = (outcome: TrialFacts['outcome'], at = 2): TrialFacts => ({
  kind: 'answer',
  at,
  outcome,
})
const statusOf = (trials: TrialFacts[], isLineChanged = false) =>
  judgeTrials(trials, isLineChanged).status

test('a failure that came again each time is reproduced, and one that did not is only observed', () => {
  expect(statusOf([unchanged('same'), unchanged('same')])).toBe('reproduced')
  expect(statusOf([unchanged('same'), unchanged('gone')])).toBe('observed')
  expect(statusOf([unchanged('same'), unchanged('other')])).toBe('observed')
  expect(statusOf([])).toBe('observed')
})

test('a failure is confirmed where it was gone each time with another answer, and never without having been reproduced', () => {
  const same = [unchanged('same'), unchanged('same')]
  expect(judgeTrials([...same, answer('gone'), answer('gone')], false)).toEqual({
    status: 'confirmed',
    counts: {
      unchanged: { failed: 2, of: 2 },
      changed: { what: 'answer', at: 2, gone: 2, of: 2 },
    },
  })
  expect(statusOf([...same, answer('gone'), answer('same')])).toBe('reproduced')
  expect(statusOf([...same, answer('left'), answer('left')])).toBe('reproduced')
  expect(statusOf([answer('gone'), answer('gone')])).toBe('observed')
})

test('only the answer that was changed last counts', () => {
  const trials = [unchanged('same'), answer('same', 1), answer('gone', 3)]
  expect(judgeTrials(trials, false)).toMatchObject({
    status: 'confirmed',
    counts: { changed: { at: 3, gone: 1, of: 1 } },
  })
})

test('a failure that is gone since the line changed is confirmed; gone without that change it proves nothing', () => {
  const trials = [unchanged('same'), unchanged('same'), unchanged('gone'), unchanged('gone')]
  expect(judgeTrials(trials, true)).toEqual({
    status: 'confirmed',
    counts: {
      unchanged: { failed: 2, of: 2 },
      changed: { what: 'code', at: null, gone: 2, of: 2 },
    },
  })
  expect(statusOf(trials, false)).toBe('observed')
  expect(statusOf([unchanged('same'), unchanged('same')], true)).toBe('reproduced')
})
