import { expect, test } from 'vitest'
import { rankSteps, type JudgedStep } from '../../../../src/core/analysis/attribution/rank-steps.ts'

const steps = (...given: Array<Partial<JudgedStep>>): JudgedStep[] =>
  given.map((step, index) => ({
    index,
    kind: 'decision',
    executes: false,
    text: 'so be it',
    ...step,
  }))

test('the decision that has something executed comes before the result that shows its error', () => {
  const [first, ...rest] = rankSteps(
    steps(
      { text: 'a plan' },
      { executes: true, text: 'run this' },
      { kind: 'result', text: 'exitcode: 1 (execution failed)' },
      { text: 'it failed' },
    ),
  )
  expect(first).toMatchObject({
    index: 1,
    reasons: ['early_decision', 'executes', 'result_failed'],
  })
  expect(rest.at(-1)).toMatchObject({ index: 2, reasons: [] })
})

test('a step that assumes what it does not know is suspected before one that does not', () => {
  const [first] = rankSteps(
    steps(
      {},
      {},
      {},
      {},
      { text: `assuming 1,000 articles, the answer is 41: ${'because '.repeat(40)}` },
    ),
  )
  expect(first).toMatchObject({ index: 4, reasons: ['assumes', 'states_result'] })
})

test('under a coordinator the orders are suspected less than the decisions', () => {
  const ranked = rankSteps(
    steps({ kind: 'task' }, { kind: 'control' }, { kind: 'order' }, {}, { kind: 'order' }, {}, {}),
  )
  expect(ranked.slice(0, 3).map(({ index }) => index)).toEqual([6, 5, 3])
  expect(ranked[0]!.reasons).toEqual(['early_decision', 'last_decision'])
})
