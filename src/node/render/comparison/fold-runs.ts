import type { RunComparison } from '../../../core/report/comparison-schema.ts'
import { describePlaced } from './run-changes.ts'

/** A run, and those in which the very same is different. */
export interface FoldedRun {
  run: RunComparison
  same: RunComparison[]
}

/** One changed prompt changes many runs alike: each such change is told once. */
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

/** What differs in a run, as a text that is equal for equal changes. */
function changesOf(run: RunComparison): string {
  const { verdict, evidence, reasons, divergences, tools, finalOutput, metrics } = run
  // Of a run without a change to show there is nothing but its name.
  if (divergences.length === 0) return run.id
  const changes = [verdict, evidence, reasons, divergences, tools, finalOutput, metrics]
  // Not worth its time: texts this large are seldom the same.
  return roomAfter(changes, MAX_COMPARED) < 0 ? run.id : JSON.stringify(changes)
}

const MAX_COMPARED = 10_000

/** What is left of so many characters after a value; below zero as soon as it is too large. */
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

/** The first causes of all runs that are not the same, with how many runs each is found in; the most frequent first. */
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
