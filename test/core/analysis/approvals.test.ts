import { expect, test } from 'vitest'
import { approvalsOf, type ApprovalStep } from '../../../src/core/analysis/approvals.ts'
import type { JsonValue } from '../../../src/core/json.ts'

const request = { order: 'A-17', amount: 40 }

/** Each step takes ten milliseconds, one after the other. */
const steps = (...parts: Array<Partial<ApprovalStep> & { asks?: JsonValue }>): ApprovalStep[] =>
  parts.map(({ asks, ...part }, index) => ({
    index,
    type: 'http',
    name: 'POST api.test/orders',
    parent: null,
    start: index * 10,
    end: index * 10 + 9,
    succeeded: true,
    recorded: index,
    sent: () => asks ?? ['https://api.test/orders', { order: 'A-17' }],
    ...part,
  }))

const approval = { type: 'approval', name: 'refund', asks: [request] }
const message = {
  name: 'POST hooks.slack.com/T1',
  asks: ['https://hooks.slack.com/T1', { text: 'Refund 40 for A-17?' }],
}

test('an approval that was answered, and the action that followed', () => {
  expect(approvalsOf(steps({}, approval, { type: 'tool', name: 'pay' }))).toEqual([
    { action: 1, name: 'refund', notifiedBy: null, answered: true, resumedBy: 2 },
  ])
})

test('one that nobody answered, and one that the agent ended with', () => {
  const [first, second] = approvalsOf(steps({ ...approval, succeeded: false }, {}, approval))
  expect(first).toMatchObject({ answered: false, resumedBy: null })
  expect(second).toMatchObject({ answered: true, resumedBy: null })
})

test.each<[what: string, parts: Parameters<typeof steps>, by: number | null]>([
  ['a message before it that holds all that is asked', [message, approval], 0],
  ['a message while it waits', [{ ...approval, end: 100 }, message], 1],
  [
    'a tool that tells people',
    [{ type: 'tool', name: 'notifyDesk', asks: [request] }, approval],
    0,
  ],
  ['what is called within it, whatever it sends', [approval, { parent: 0 }], 1],
  ['what is called within a step of it', [approval, { type: 'step', parent: 0 }, { parent: 1 }], 2],
  ['no look-up that holds a part of it', [{}, approval], null],
  [
    'no other tool with all of it',
    [{ type: 'tool', name: 'checkRules', asks: [request] }, approval],
    null,
  ],
  [
    'no message about something else',
    [{ ...message, asks: ['https://hooks.slack.com', 'hello'] }, approval],
    null,
  ],
  ['no message after its answer', [approval, message], null],
  ['no model call', [{ ...message, type: 'llm' }, approval], null],
])('the notice is %s', (_what, parts, by) => {
  expect(approvalsOf(steps(...parts)).at(-1)!.notifiedBy?.action ?? null).toBe(by)
})

test('a message belongs to one approval', () => {
  const found = approvalsOf(steps(message, approval, approval))
  expect(found.map(({ notifiedBy }) => notifiedBy?.action ?? null)).toEqual([0, null])
})

test('of a replay the notice stands in the recording', () => {
  const recorded = [
    { index: 0, type: 'approval', name: 'refund', parent: null },
    { index: 1, type: 'http', name: 'POST desk.test/ask', parent: 0 },
  ]
  expect(approvalsOf(steps(approval), recorded)[0]!.notifiedBy).toEqual({
    name: 'POST desk.test/ask',
    action: null,
  })
})
