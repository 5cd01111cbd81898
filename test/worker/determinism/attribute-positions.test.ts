import { expect, test } from 'vitest'
import type { ReplayChange } from '../../../src/core/analysis/determinism/compare-replays.ts'
import type { Dimension } from '../../../src/core/analysis/determinism/dimensions.ts'
import { attributePositions } from '../../../src/worker/determinism/attribute-positions.ts'
import { placeOf, type Perturbation } from '../../../src/worker/environment/read-ledger.ts'

const at = (line: number) => ({ file: 'agent.ts', line, column: 1 })
const change = (path: string): ReplayChange => ({
  kind: 'input',
  action: 'chat',
  source: null,
  differences: [{ path, recorded: 1, replayed: 2 }],
})

/** A world in which the clock is read in lines 1 and 2, of which line 2 reaches b0, and chance (line 3) reaches b1. */
async function attribute(
  changesIn: (world: Perturbation) => Array<[string, ReplayChange]>,
  unstable: Array<[string, ReplayChange | null]>,
  pinned: Dimension[] = [],
) {
  const worlds: Perturbation[] = []
  const found = await attributePositions(
    unstable.map(([key, changed]) => ({ key, changes: [changed] })),
    {
      seeds: [7],
      varied: (['clock', 'random', 'arrival_order'] as const).filter((d) => !pinned.includes(d)),
      pinned,
      baseReads: [],
      run: async (world) => {
        worlds.push(world)
        return {
          changes: new Map(changesIn(world)),
          reads: [
            { how: 'new Date()', dimension: 'clock', source: at(1) },
            { how: 'Date.now()', dimension: 'clock', source: at(2) },
            { how: 'Math.random()', dimension: 'random', source: at(3) },
            {
              how: 'Math.random() by way of ai',
              dimension: 'random',
              source: at(4),
              isOfLibrary: true,
            },
          ],
        }
      },
    },
  )
  return {
    worlds,
    found: found.map(({ key, cause, read, pinned }) => ({
      key,
      cause,
      line: read?.source?.line,
      pinned,
    })),
  }
}

const has = ({ dimensions, only }: Perturbation, dimension: Dimension, line: number) =>
  dimensions.has(dimension) && (only === undefined || only === placeOf(at(line)))

test('what changes with one line of several is of that line; with the only one, of that', async () => {
  const { found, worlds } = await attribute(
    (world) => [
      ...(has(world, 'clock', 2) ? [['b0', change('$.a')] as [string, ReplayChange]] : []),
      ...(has(world, 'random', 3) ? [['b1', change('$.b')] as [string, ReplayChange]] : []),
    ],
    [
      ['b0', change('$.a')],
      ['b1', change('$.b')],
      ['end', null],
    ],
  )
  expect(found).toEqual([
    { key: 'b0', cause: 'clock', line: 2, pinned: false },
    { key: 'b1', cause: 'random', line: 3, pinned: false },
  ])
  // Nothing, the clock, its two lines, chance, the order.
  expect(worlds).toHaveLength(6)
})

test('what no read of the user explains is of the line that called an SDK which draws', async () => {
  const { found, worlds } = await attribute(
    ({ dimensions, readers }) =>
      dimensions.has('random') && readers === 'libraries' ? [['b0', change('$.a')]] : [],
    [['b0', change('$.a')]],
  )
  expect(found).toEqual([{ key: 'b0', cause: 'random', line: 4, pinned: false }])
  // Nothing, the clock, chance and the order with the user's own reads, chance with those of SDKs.
  expect(worlds.map(({ readers }) => readers)).toEqual([
    undefined,
    'own',
    'own',
    'own',
    'libraries',
  ])
})

test('a place is varied for its own readers alone', async () => {
  const { worlds } = await attribute(
    ({ dimensions }) => (dimensions.has('clock') ? [['b0', change('$.a')]] : []),
    [['b0', change('$.a')]],
  )
  const narrow = worlds.filter(({ only }) => only !== undefined)
  expect(narrow.map(({ only, readers }) => `${only} ${readers}`)).toEqual([
    'agent.ts:1:1 own',
    'agent.ts:2:1 own',
  ])
})

test('what varies although nothing was changed is blamed on nothing', async () => {
  const { found } = await attribute(() => [['b0', change('$.a')]], [['b0', change('$.a')]])
  expect(found).toEqual([{ key: 'b0', cause: 'unknown', line: undefined, pinned: false }])
})

test('what only varies together with something else is unknown', async () => {
  const { found } = await attribute(() => [], [['b0', change('$.a')]])
  expect(found).toEqual([{ key: 'b0', cause: 'unknown', line: undefined, pinned: false }])
})

test('what is pinned is listed as pinned, although it is stable', async () => {
  const { found } = await attribute(
    (world) => (has(world, 'clock', 1) ? [['b0', change('$.a')]] : []),
    [['b0', null]],
    ['clock'],
  )
  expect(found).toEqual([{ key: 'b0', cause: 'clock', line: 1, pinned: true }])
})

test('where nothing is unstable, nothing is replayed', async () => {
  expect((await attribute(() => [], [['b0', null]])).worlds).toEqual([])
})
