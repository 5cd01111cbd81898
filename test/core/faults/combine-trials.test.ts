import { expect, test } from 'vitest'
import type { Cassette, RecordedAction } from '../../../src/core/cassette/schema.ts'
import { chooseTrials, type Trial } from '../../../src/core/faults/choose-trials.ts'
import {
  combinationKey,
  combineTrials,
  drawCombinations,
  shrinkTrials,
} from '../../../src/core/faults/combine-trials.ts'

const tool = (index: number): RecordedAction => ({
  kind: 'action',
  index,
  type: 'tool',
  name: `tool ${index}`,
  parent: null,
  start: 0,
  duration: 1,
  outcome: 'success',
  outputs: { json: index + 1 },
})
const cassette = { actions: [tool(0), tool(1), tool(2)] } as unknown as Cassette
const trials = chooseTrials(cassette, new Set([0, 1, 2]), {})
const keys = (drawn: Trial[][]) => drawn.map(combinationKey)

test('combinations are drawn by a seed, each once', () => {
  expect(trials).toHaveLength(6)
  const drawn = drawCombinations(trials, { of: 2, runs: 10, seed: 1 })
  expect(drawn).toHaveLength(10)
  expect(new Set(keys(drawn)).size).toBe(10)
  expect(keys(drawCombinations(trials, { of: 2, runs: 10, seed: 1 }))).toEqual(keys(drawn))
  expect(keys(drawCombinations(trials, { of: 2, runs: 10, seed: 2 }))).not.toEqual(keys(drawn))
  expect(drawCombinations(trials, { of: 2, runs: 100, seed: 1 })).toHaveLength(15)
  expect(drawCombinations(trials.slice(0, 1), { of: 2, runs: 5, seed: 1 })).toEqual([])
})

test('faults at one action come one after the other, before its answer', () => {
  const [throws, nothing] = trials as [Trial, Trial]
  const combined = combineTrials(cassette, [throws, nothing])
  const [first, second, answer] = combined.cassette.actions
  expect([first!.error?.message, second!.outputs?.json, answer!.index]).toEqual([
    expect.stringContaining('The tool failed'),
    null,
    0,
  ])
  expect(combined.faults.map((each) => [...each])).toEqual([[first!.index], [second!.index]])
})

test('a combination is shrunk to the fewest faults that it takes', async () => {
  const needs = [trials[1]!, trials[4]!]
  const fails = (parts: readonly Trial[]) =>
    Promise.resolve(needs.every((need) => parts.includes(need)))
  expect(await shrinkTrials(trials, fails)).toEqual(needs)
  const alone = (parts: readonly Trial[]) => Promise.resolve(parts.includes(trials[3]!))
  expect(await shrinkTrials(trials, alone)).toEqual([trials[3]])
})
