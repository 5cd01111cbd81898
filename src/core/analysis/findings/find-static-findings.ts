import type { Cassette } from '../../cassette/schema.ts'
import { findChangingAnswers } from './find-changing-answers.ts'
import { findOrder } from './find-order.ts'
import { findPassingFailures } from './find-passing-failures.ts'
import { findUnkeyedPosts } from './find-unkeyed-posts.ts'
import { findValues } from './find-values.ts'
import { findVariability } from './find-variability.ts'
import type { FindingSeverity, FindingType, StaticFacts, FindingWaiver } from './schema.ts'
import type { Sighting } from './sighting.ts'

/** Options of the search: types of findings to add, and findings that are accepted. */
export interface FindingsOptions {
  /** Types that are off by default. */
  enable?: readonly FindingType[]
  waive?: readonly FindingWaiver[]
}

/** Types with too many false findings on foreign recordings (see .github/decisions/011). */
export const OFF_BY_DEFAULT: ReadonlySet<FindingType> = new Set(['environment'])

/**
 * The expected loss of stability at a position with a finding: 1 means that the position differs in
 * the next run.
 */
export const SEVERITY_WEIGHTS: Readonly<Record<FindingSeverity, number>> = {
  critical: 1,
  high: 0.5,
  medium: 0.25,
  low: 0,
}

/** The determinism of a run as far as its cassette alone shows it. */
export interface StaticAnalysis {
  findings: StaticFacts[]
  /**
   * A prediction from 0 to 100 from the cassette alone, which is never a gate; only the measured
   * score is. 100 x (1 - the mean weight of the positions), where a position has the weight of its
   * gravest finding that is not waived.
   */
  predictedScore: number
}

/**
 * Finds the parts of a recorded run that would differ in the next one, from the cassette alone.
 *
 * @example
 * findStaticFindings(cassette, { waive: [{ finding: 'timestamp', reason: 'the log is dated' }] })
 */
export function findStaticFindings(
  cassette: Cassette,
  options: FindingsOptions = {},
): StaticFacts[] {
  return analyseCassette(cassette, options).findings
}

/** Finds the static findings of a run, and predicts its score. */
export function analyseCassette(
  cassette: Cassette,
  { enable = [], waive = [] }: FindingsOptions = {},
): StaticAnalysis {
  const { actions, end } = cassette
  const sightings = [
    ...findValues(cassette),
    ...findOrder(actions),
    ...findVariability(actions),
    ...findChangingAnswers(actions),
    ...findPassingFailures(actions),
    ...findUnkeyedPosts(actions),
  ]
    .filter(({ finding: { type } }) => !OFF_BY_DEFAULT.has(type) || enable.includes(type))
    .map(({ finding, reach }) => ({
      reach,
      finding: { ...finding, waived: waiverOf(finding, waive) },
    }))
    .toSorted((a, b) => a.finding.index - b.finding.index)
  return {
    findings: sightings.map(({ finding }) => finding),
    predictedScore: predictScore(sightings, actions.length + (end?.output ? 1 : 0)),
  }
}

function predictScore(sightings: readonly Sighting[], positions: number): number {
  const weights = new Map<number, number>()
  for (const { finding, reach } of sightings) {
    if (finding.waived !== null) continue
    const weight = SEVERITY_WEIGHTS[finding.severity]
    for (const index of reach) weights.set(index, Math.max(weight, weights.get(index) ?? 0))
  }
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0)
  return positions === 0 ? 100 : Math.round(100 * (1 - sum / positions))
}

function waiverOf({ type, action }: StaticFacts, waive: readonly FindingWaiver[]): string | null {
  const waiver = waive.find((one) => one.finding === type && covers(one.action, action))
  return waiver?.reason ?? null
}

function covers(pattern: string | undefined, name: string): boolean {
  if (pattern === undefined) return true
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name)
}
