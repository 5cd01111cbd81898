import { expect, test } from 'vitest'
import {
  alignRun,
  type AlignedRecording,
  type ReplayedAction,
} from '../../../src/core/divergence/align.ts'

const record = (...names: string[]): AlignedRecording[] =>
  names.map((name, index) => ({
    index,
    name,
    operation: name,
    parent: null,
    start: index * 10,
    duration: 5,
  }))

/** What was replayed: the recorded index that answered each, or a name for what nothing answered. */
const replay = (recorded: AlignedRecording[], ...answers: Array<number | string>) =>
  answers.map((answer, index): ReplayedAction => {
    const name = typeof answer === 'string' ? answer : recorded[answer]!.name
    return {
      index,
      name,
      operation: name,
      parent: null,
      recorded: typeof answer === 'string' ? null : answer,
      inputs: [],
      output: [],
      cause: 'unknown',
      source: null,
    }
  })

const found = (recorded: AlignedRecording[], ...answers: Array<number | string>) => {
  const { divergences, positions } = alignRun(recorded, replay(recorded, ...answers), [])
  return {
    positions,
    divergences: divergences.map(({ index, kind, action }) => [index, kind, action]),
  }
}

const abcd = record('a', 'b', 'c', 'd')

test.each<[string, Array<number | string>, unknown[], number]>([
  ['nothing changed', [0, 1, 2, 3], [], 5],
  ['one put in', [0, 'x', 1, 2, 3], [[1, 'extra_action', 'x']], 6],
  ['one put in at the start', ['x', 0, 1, 2, 3], [[0, 'extra_action', 'x']], 6],
  ['one put in at the end', [0, 1, 2, 3, 'x'], [[4, 'extra_action', 'x']], 6],
  ['one dropped', [0, 2, 3], [[1, 'missing_action', 'b']], 5],
  ['the last dropped', [0, 1, 2], [[3, 'missing_action', 'd']], 5],
  ['one replaced', [0, 'x', 2, 3], [[1, 'action_mismatch', 'x']], 5],
  ['the last replaced', [0, 1, 2, 'x'], [[3, 'action_mismatch', 'x']], 5],
  ['two swapped', [0, 2, 1, 3], [[1, 'order', 'c']], 5],
  ['the first moved to the end', [1, 2, 3, 0], [[3, 'order', 'a']], 5],
  [
    'nothing replayed',
    [],
    [
      [0, 'missing_action', 'a'],
      [1, 'missing_action', 'b'],
      [2, 'missing_action', 'c'],
      [3, 'missing_action', 'd'],
    ],
    5,
  ],
])('%s', (_name, answers, divergences, positions) => {
  expect(found(abcd, ...answers)).toEqual({ divergences, positions })
})

test('actions that overlapped in the recording have no order', () => {
  const parallel = abcd.map((action) => ({ ...action, start: 0, duration: 50 }))
  expect(found(parallel, 3, 1, 0, 2).divergences).toEqual([])
})

test('an order changed across a sequential action is one divergence', () => {
  const mixed = abcd.map((action, index) =>
    index < 2 ? { ...action, start: 0, duration: 15 } : action,
  )
  expect(found(mixed, 1, 0, 2, 3).divergences).toEqual([])
  expect(found(mixed, 1, 2, 3, 0).divergences).toEqual([[3, 'order', 'a']])
})

test('inputs and outputs that differ', () => {
  const paths = [{ path: '$.a', recorded: 1, replayed: 2 }]
  const [a, b, c, d] = replay(abcd, 0, 1, 2, 3)
  const { divergences } = alignRun(
    abcd,
    [
      a!,
      { ...b!, inputs: paths, cause: 'prompt' },
      { ...c!, output: [{ ...paths[0]!, path: '$.b' }] },
      d!,
    ],
    [],
  )
  expect(divergences).toMatchObject([
    { index: 1, kind: 'input_mismatch', cause: 'prompt', paths, firstCause: true },
    { index: 2, kind: 'output_mismatch', cause: 'tool_result', firstCause: true },
  ])
})

test('what an earlier divergence showed already is its consequence, and so is the final output', () => {
  const paths = [{ path: '$.messages[0].content', recorded: 'x', replayed: 'y' }]
  const actions = replay(abcd, 0, 1, 2, 3).map((action, index) =>
    index === 1 || index === 3 ? { ...action, inputs: paths } : action,
  )
  const final = [{ path: '$', recorded: 1, replayed: 2 }]
  expect(alignRun(abcd, actions, final).divergences).toMatchObject([
    { index: 1, firstCause: true, causedBy: null },
    { index: 3, firstCause: false, causedBy: 1 },
    { index: 4, firstCause: false, causedBy: 1, action: 'final output' },
  ])
  expect(alignRun(abcd, replay(abcd, 0, 1, 2, 3), final).divergences).toMatchObject([
    { index: 4, kind: 'output_mismatch', cause: 'final_output', firstCause: true },
  ])
})

test('one call put into a hundred is one divergence', () => {
  const long = record(...Array.from({ length: 100 }, (_, index) => `call ${index}`))
  const answers = long.map((action): number | string => action.index)
  expect(found(long, ...answers.toSpliced(50, 0, 'x')).divergences).toHaveLength(1)
  expect(found(long, ...answers.toSpliced(50, 1)).divergences).toHaveLength(1)
})
