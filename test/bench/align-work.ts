import { findDivergences } from '../../src/core/divergence/find-divergences.ts'
import { type RecordedSide } from '../../src/core/divergence/sides.ts'
import { cpuTime } from './cpu-time.ts'

const END = { finalOutput: [], error: null, changedResources: [], upgrades: [] }

function call(index: number, id: number, name: string): RecordedSide {
  const operation = `tool ${name}`
  return {
    index,
    type: 'tool',
    name,
    operation,
    parent: null,
    start: index * 10,
    duration: 5,
    asked: { method: 'CALL', url: operation, headers: [], body: [{ id }] },
    output: undefined,
  }
}

/**
 * Aligns a run of so many calls with one in which, at even distances, calls are dropped, put in and changed in turn.
 *
 * @returns Milliseconds of CPU time, and the divergences that were found.
 */
export function alignWork(calls: number, changes: number): { ms: number; divergences: number } {
  const recorded = Array.from({ length: calls }, (_, id) => call(id, id, `tool${id % 7}`))
  const every = Math.floor(calls / changes)
  const ids: number[] = []
  for (let id = 0; id < calls; id++) {
    const change = id % every === Math.floor(every / 2) ? Math.floor(id / every) % 3 : -1
    if (change === 1) ids.push(-1)
    if (change === 2) ids.push(-2 - id)
    else if (change !== 0) ids.push(id)
  }
  const replayed = ids.map((id, index) => ({
    ...call(index, id, id === -1 ? 'other' : `tool${(id < 0 ? -2 - id : id) % 7}`),
    answeredBy: id < 0 ? null : id,
    matches: id >= 0,
    outputDifferences: [],
    blocked: false,
    source: null,
  }))
  const { ms, result } = cpuTime(() => findDivergences(recorded, replayed, END))
  return { ms, divergences: result.divergences.length }
}
