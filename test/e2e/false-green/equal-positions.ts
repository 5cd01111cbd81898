import { countPositions } from '../../../src/core/analysis/match-rate.ts'
import type { RunReport } from '../../../src/core/report/schema.ts'

/** The agent's own notes of a run: the bytes it sent, its tool calls, its output. */
export interface Noted {
  sent: string[]
  tools: string[]
  output: string
}

/** Positions of a replay that were counted as matching. */
export function countMatched(run: RunReport): number {
  return countPositions(run) - run.divergences.length
}

/** Positions that really were the same, byte for byte: more than these must never be counted. */
export function countEqual(recorded: Noted, replayed: Noted): number {
  return (
    countShared(recorded.sent, replayed.sent) +
    countShared(recorded.tools, replayed.tools) +
    (recorded.output === replayed.output ? 1 : 0)
  )
}

function countShared(left: string[], right: string[]): number {
  const rest = [...left]
  return right.filter((entry) => {
    const at = rest.indexOf(entry)
    if (at !== -1) rest.splice(at, 1)
    return at !== -1
  }).length
}
