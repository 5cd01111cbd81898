import type { RunComparison } from '../../../core/report/comparison-schema.ts'
import { describePlaced } from './run-changes.ts'

/** A run, and the other runs with the same changes. */
export interface FoldedRun {
  run: RunComparison
  same: RunComparison[]
}

/** Groups runs with the same changes, as one changed prompt causes in many runs. */
export function foldRuns(runs: readonly RunComparison[]): FoldedRun[] {
  const folded = new Map<string, FoldedRun>()
  for (const run of runs) {
    const key = changesOf(run)
    const known = folded.get(key)
    if (known) known.same.push(run)
    else folded.set(key, { run, same: [] })
  }
  return [...folded.values()]
}

/** Returns a key that is equal for runs with equal changes. */
function changesOf(run: RunComparison): string {
  const { verdict, evidence, reasons, divergences, tools, finalOutput, metrics } = run
  // A run without divergences has nothing to share with another: it is listed by its name.
  if (divergences.length === 0) return run.id
  const changes = [verdict, evidence, reasons, divergences, tools, finalOutput, metrics]
  // Changes this large are seldom equal: comparing them is not worth the time.
  return roomAfter(changes, MAX_COMPARED) < 0 ? run.id : JSON.stringify(changes)
}

const MAX_COMPARED = 10_000

/** Subtracts the approximate size of a value from a number of characters, and stops once the result is negative. */
function roomAfter(value: unknown, room: number): number {
  if (typeof value === 'string') return room - value.length
  if (typeof value !== 'object' || value === null) return room - 1
  let left = room
  for (const key in value) {
    left = roomAfter((value as Record<string, unknown>)[key], left - 1)
    if (left < 0) break
  }
  return left
}

/** Counts the runs with each first cause, most frequent first. Identical and equivalent runs do not count. */
export function countFirstCauses(
  runs: readonly RunComparison[],
): Array<{ cause: string; runs: number }> {
  const counts = new Map<string, number>()
  for (const { verdict, divergences } of runs) {
    if (verdict === 'identical' || verdict === 'equivalent') continue
    const first = divergences.find(({ firstCause }) => firstCause)
    if (!first) continue
    const cause = describePlaced(first)
    counts.set(cause, (counts.get(cause) ?? 0) + 1)
  }
  return [...counts]
    .map(([cause, count]) => ({ cause, runs: count }))
    .sort((a, b) => b.runs - a.runs)
}
