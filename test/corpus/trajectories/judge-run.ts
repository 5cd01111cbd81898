import type { RunReport } from '../../../src/core/report/schema.ts'
import type { Divergence } from '../../../src/core/divergence/schema.ts'
import type { Expected } from './seeded-change.ts'

/** The verdict on how well a replay named the change that was made. */
export interface Judged {
  kind: string
  name: string
  expected: Expected
  /** The first of the first causes. */
  headline: Divergence | null
  position: boolean
  cause: boolean
  /** First causes beside the headline. */
  noise: number
  /** All that the replay reports. */
  divergences: Array<Divergence>
}

/** Compares what a replay reports first with the change that was made. */
export function judgeRun(name: string, kind: string, expected: Expected, run: RunReport): Judged {
  const causes = run.divergences.filter(({ firstCause }) => firstCause)
  const headline = causes[0] ?? null
  return {
    kind,
    name,
    expected,
    headline,
    position: headline !== null && isThere(headline, expected),
    cause:
      headline?.cause === expected.cause && (!expected.kind || headline.kind === expected.kind),
    noise: Math.max(0, causes.length - 1),
    divergences: run.divergences,
  }
}

function isThere(headline: Divergence, expected: Expected): boolean {
  if (expected.final) return headline.action === 'final output'
  if (headline.action === 'final output') return false
  const { recordedIndex, replayedIndex } = headline
  // Everything before the change is equal: where neither side is named, all ways of counting agree up to it.
  if (!namesAction(headline))
    return [...expected.recorded, ...expected.replayed].includes(headline.index)
  return expected.recorded.includes(recordedIndex) && expected.replayed.includes(replayedIndex)
}

/** Returns true for a divergence that names the action of at least one side. */
export function namesAction({ recordedIndex, replayedIndex }: Divergence): boolean {
  return recordedIndex !== null || replayedIndex !== null
}
