import type { HistoryEntry } from '../../report/comparison-schema.ts'
import { executionFacts } from '../numbers/execution-facts.ts'
import { releaseRates } from '../numbers/release-rates.ts'
import { meanOfKnown, p95 } from '../../statistics/pair-values.ts'
import type { ReleaseSide } from '../runs/performed-run.ts'

/**
 * Describes one release as a line of the history. Match rate and determinism are over the positions of all its replays, as
 * in the totals of a report; the other numbers are means over its runs, each run counting as one. Cost, tokens and latency are
 * those of its recordings. Errors and repeated calls are those of the kind of evidence more runs have: what its replays
 * did, or else its recordings.
 *
 * @param date When the release was made (ISO 8601).
 */
export function historyEntry(
  { release, label, commit, runs }: ReleaseSide,
  date: string,
): HistoryEntry {
  const recorded = runs.map(({ recordings }) => recordings.map(executionFacts))
  const replayed = runs.map(({ replay }) => (replay ? [executionFacts(replay)] : []))
  const number = (side: typeof recorded) => side.filter((facts) => facts.length > 0).length
  const behaviour = number(replayed) >= number(recorded) ? replayed : recorded
  type Facts = (typeof recorded)[number][number]
  const mean = (side: typeof recorded, read: (facts: Facts) => number | null) =>
    meanOfKnown(side.map((facts) => meanOfKnown(facts.map(read))))
  const durations = recorded.flatMap((facts) =>
    facts.map(({ durationMs }) => durationMs).filter((duration) => duration !== null),
  )
  return {
    version: 1,
    release: release ?? label,
    commit,
    date,
    runs: runs.length,
    recordings: recorded.reduce((sum, facts) => sum + facts.length, 0),
    ...releaseRates(runs),
    costUsd: mean(recorded, ({ costUsd }) => costUsd),
    tokens: mean(recorded, ({ tokens }) => tokens),
    errorRate: mean(behaviour, ({ failed }) => (failed === null ? null : Number(failed))),
    latencyP95Ms: durations.length === 0 ? null : p95([{ base: durations, head: [] }], 'base'),
    repeatedToolCalls: mean(behaviour, ({ repeatedToolCalls }) => repeatedToolCalls),
  }
}
