import { expect, test } from 'vitest'
import {
  compareReplays,
  type ComparedReplay,
  type ReplayAction,
} from '../../../../src/core/analysis/determinism/compare-replays.ts'
import {
  isStable,
  tallyPositions,
} from '../../../../src/core/analysis/determinism/tally-positions.ts'
import type { JsonValue } from '../../../../src/core/json.ts'

/** Calls in a row, each answered by the recorded action of its own number. */
function replay(
  calls: Array<[name: string, input: JsonValue, output?: JsonValue, answeredBy?: number | null]>,
  end: JsonValue = 'done',
): ComparedReplay {
  const actions = calls.map(([name, input, output, answeredBy], index): ReplayAction => ({
    index,
    type: 'tool',
    name,
    operation: `tool ${name}`,
    parent: null,
    start: index * 10,
    duration: 5,
    asked: { method: 'CALL', url: `tool ${name}`, headers: [], body: input },
    answeredBy: answeredBy === undefined ? index : answeredBy,
    output,
    source: null,
  }))
  return { actions, end }
}

const stableKeys = (base: ComparedReplay, ...others: ComparedReplay[]) =>
  tallyPositions(
    base.actions.length,
    others.map((other) => compareReplays(base, other)),
  ).map((position) => `${position.key} ${isStable(position) ? 'stable' : 'unstable'}`)

test('the same is stable at every position, the final output included', () => {
  const base = replay([
    ['lookUp', ['A-17']],
    ['refund', ['A-17'], 'ok'],
  ])
  expect(stableKeys(base, base, base)).toEqual(['b0 stable', 'b1 stable', 'end stable'])
})

test('an input, an executed output and the end are separate positions', () => {
  const base = replay([
    ['lookUp', { at: 1 }],
    ['step', [], 'one'],
    ['send', ['x']],
  ])
  const other = replay(
    [
      ['lookUp', { at: 2 }],
      ['step', [], 'two'],
      ['send', ['x']],
    ],
    'failed',
  )
  const { changed, end } = compareReplays(base, other)
  expect([...changed]).toMatchObject([
    [0, { kind: 'input', differences: [{ path: '$.at', recorded: 1, replayed: 2 }] }],
    [1, { kind: 'output', differences: [{ path: 'output', recorded: 'one', replayed: 'two' }] }],
  ])
  expect(end).toMatchObject({ kind: 'output', action: 'final output' })
  // One replay of two is enough.
  expect(stableKeys(base, base, other)).toEqual([
    'b0 unstable',
    'b1 unstable',
    'b2 stable',
    'end unstable',
  ])
})

test('a call that only one makes is one position, not a shift of all behind it', () => {
  const base = replay([
    ['lookUp', ['A']],
    ['refund', ['A']],
  ])
  const more = replay([
    ['lookUp', ['A'], undefined, 0],
    ['log', ['hm'], undefined, null],
    ['refund', ['A'], undefined, 1],
  ])
  expect(stableKeys(base, more)).toEqual(['b0 stable', 'x1.0 unstable', 'b1 stable', 'end stable'])
  const less = replay([['refund', ['A'], undefined, 1]])
  expect(stableKeys(base, less)).toEqual(['b0 unstable', 'b1 stable', 'end stable'])
  expect(compareReplays(base, less).changed.get(0)).toMatchObject({
    kind: 'action',
    action: 'lookUp',
  })
})

test('another order of sequential calls is another action at its place', () => {
  const base = replay([
    ['first', [1]],
    ['second', [2]],
  ])
  const other = replay([
    ['second', [2], undefined, 1],
    ['first', [1], undefined, 0],
  ])
  expect(stableKeys(base, other).filter((key) => key.endsWith('unstable'))).toHaveLength(1)
})
