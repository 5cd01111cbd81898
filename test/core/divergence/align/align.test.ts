import { expect, test } from 'vitest'
import { alignActions } from '../../../../src/core/divergence/align/align.ts'
import { type ReplayedAction, type SideAction } from '../../../../src/core/divergence/sides.ts'
import { RunSides } from '../../../../src/core/divergence/align/run-sides.ts'

const record = (...names: string[]): SideAction[] =>
  names.map((name, index) => ({
    index,
    type: 'tool',
    name,
    operation: name,
    parent: null,
    start: index * 10,
    duration: 5,
    asked: null,
  }))

/** The replayed actions: each by the recorded index that answered it, or by a name where nothing did. */
const replay = (recorded: SideAction[], ...answers: Array<number | string>) =>
  answers.map((answer, index): ReplayedAction => {
    const name = typeof answer === 'string' ? answer : recorded[answer]!.name
    return {
      index,
      type: 'tool',
      name,
      operation: name,
      parent: null,
      start: index,
      duration: 0,
      asked: null,
      answeredBy: typeof answer === 'string' ? null : answer,
      matches: typeof answer !== 'string',
    }
  })

const align = (recorded: SideAction[], replayed: ReplayedAction[]) =>
  alignActions(recorded, replayed, new RunSides(recorded, replayed))

/** The positions that are not plain matches: index, kind, and the action's name. */
const found = (recorded: SideAction[], ...answers: Array<number | string>) => {
  const positions = align(recorded, replay(recorded, ...answers))
  return {
    positions: positions.length,
    odd: positions.flatMap((position, index) => {
      const { name } = (position.replayed ?? position.recorded)!
      if (position.kind !== 'matched') return [[index, position.kind, name]]
      return position.moved ? [[index, 'moved', name]] : []
    }),
  }
}

const abcd = record('a', 'b', 'c', 'd')

test.each<[string, Array<number | string>, unknown[], number]>([
  ['nothing changed', [0, 1, 2, 3], [], 5],
  ['one put in', [0, 'x', 1, 2, 3], [[1, 'extra', 'x']], 6],
  ['one put in at the start', ['x', 0, 1, 2, 3], [[0, 'extra', 'x']], 6],
  ['one put in at the end', [0, 1, 2, 3, 'x'], [[4, 'extra', 'x']], 6],
  ['one dropped', [0, 2, 3], [[1, 'missing', 'b']], 5],
  ['the last dropped', [0, 1, 2], [[3, 'missing', 'd']], 5],
  ['one replaced', [0, 'x', 2, 3], [[1, 'replaced', 'x']], 5],
  ['the last replaced', [0, 1, 2, 'x'], [[3, 'replaced', 'x']], 5],
  ['two swapped', [0, 2, 1, 3], [[1, 'moved', 'c']], 5],
  ['the first moved to the end', [1, 2, 3, 0], [[3, 'moved', 'a']], 5],
  [
    'nothing replayed',
    [],
    [
      [0, 'missing', 'a'],
      [1, 'missing', 'b'],
      [2, 'missing', 'c'],
      [3, 'missing', 'd'],
    ],
    5,
  ],
])('%s', (_name, answers, divergences, positions) => {
  expect(found(abcd, ...answers)).toEqual({ odd: divergences, positions: positions - 1 })
})

test('actions that overlapped in the recording have no order', () => {
  const parallel = abcd.map((action) => ({ ...action, start: 0, duration: 50 }))
  expect(found(parallel, 3, 1, 0, 2).odd).toEqual([])
})

test('actions that were both asked without the answer of the other have no order', () => {
  const swapped = replay(abcd, 0, 2, 1, 3)
  const moved = () =>
    align(abcd, swapped).filter((position) => position.kind === 'matched' && position.moved)
  expect(moved()).toHaveLength(1)
  swapped[1]!.duration = 1.5
  expect(moved()).toEqual([])
})

test('actions are sequential where an answer came before the next was started, whatever became of its body', () => {
  const unread = abcd.map((action) => ({ ...action, duration: 100, timeToHeadersMs: 5 }))
  expect(found(unread, 1, 0, 2, 3).odd).toEqual([[0, 'moved', 'b']])
  const parallel = abcd.map((action) => ({ ...action, duration: 100, timeToHeadersMs: 50 }))
  expect(found(parallel, 3, 1, 0, 2).odd).toEqual([])
})

test('an order changed across a sequential action is one divergence', () => {
  const mixed = abcd.map((action, index) =>
    index < 2 ? { ...action, start: 0, duration: 15 } : action,
  )
  expect(found(mixed, 1, 0, 2, 3).odd).toEqual([])
  expect(found(mixed, 1, 2, 3, 0).odd).toEqual([[3, 'moved', 'a']])
})

test('one call put into a hundred is one divergence', () => {
  const long = record(...Array.from({ length: 100 }, (_, index) => `call ${index}`))
  const answers = long.map((action): number | string => action.index)
  expect(found(long, ...answers.toSpliced(50, 0, 'x')).odd).toHaveLength(1)
  expect(found(long, ...answers.toSpliced(50, 1)).odd).toHaveLength(1)
})
