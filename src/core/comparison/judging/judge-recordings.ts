import type { Divergence } from '../../divergence/schema.ts'
import { jsonEqual, type JsonValue } from '../../json.ts'
import type { MetricComparison } from '../../report/comparison-schema.ts'
import { changedResources, nameResources } from './changed-resources.ts'
import { describeDivergences } from './describe-divergences.ts'
import { holdRuns } from './hold-runs.ts'
import { count, type Judgement } from './judgement.ts'
import { differsInWordingOnly } from './only-reworded.ts'
import type { Recording, ReleaseRun } from '../runs/performed-run.ts'
import { timeOfRecording } from '../runs/run-time.ts'
import { isSameRun } from '../pairing/same-run.ts'
import { inputOf, toldAlike } from '../runs/told-alike.ts'

/** What two recordings were found to be. */
interface Judged {
  verdict: 'identical' | 'equivalent' | 'changed'
  reasons: string[]
  positions: number
  divergences: readonly Divergence[]
}

/** Beyond it, takes are not held against each other one by one. */
const MAX_TAKES = 6

/**
 * Judges recordings against recordings. Two recordings show what differs between them, not which of it the release has
 * brought about: better and worse are said only where several takes a side make a number significant.
 */
export function judgeRecordings(
  base: ReleaseRun,
  head: ReleaseRun,
  metrics: readonly MetricComparison[],
): Judgement {
  const isTakes = base.recordings.length > 1 && head.recordings.length > 1
  const [before, now] = [base.recordings[0]!, head.recordings[0]!]
  const judged = judgePair(before, now, base, head)
  const sides = [base, head].map(({ recordings }) => count(recordings.length, 'recording'))
  const judgement: Judgement = {
    ...judged,
    reasons: [...judged.reasons],
    evidence: isTakes ? 'takes' : 'recording',
    basis: `${sides[0]} against ${sides[1]}`,
    differing: judged.verdict === 'identical' ? null : { base: before, head: now },
    unreplayed: null,
  }
  if (isTakes) weighTakes(judgement, base, head, metrics)
  addTroubles(judgement, base, head)
  return judgement
}

function judgePair(before: Recording, now: Recording, base: ReleaseRun, head: ReleaseRun): Judged {
  const [a, b] = toldAlike(before, now)
  if (isSameRun(a, b))
    return {
      verdict: 'identical',
      reasons: ['recorded anew, and the same'],
      positions: a.actions.length + 1,
      divergences: [],
    }
  const packages = upgradesBetween(a, b)
  const given = [inputOf(base, a), inputOf(head, b)] as const
  const isGivenTheSame = isSameInput(...given)
  const held = holdRuns(a, b, {
    times: { base: timeOfRecording(a), head: timeOfRecording(b) },
    given: given.filter((input) => input !== undefined),
    upgrades: packages,
  })
  const divergences = nameResources(held.divergences, a, b)
  const reasons = describeDivergences(divergences)
  const { positions } = held
  if (!isGivenTheSame) {
    reasons.unshift('the two runs were given different inputs')
    return { verdict: 'changed', reasons, positions, divergences }
  }
  const named = new Set(divergences.map(({ note }) => note))
  for (const name of changedResources(a, b))
    if (!named.has(name)) reasons.push(`the resource "${name}" changed`)
  if (divergences.length === 0) {
    // Of two cassettes it is known already that they are not the same.
    const isKnown = a.from?.kind === 'cassette' && b.from?.kind === 'cassette'
    const isSame = !isKnown && !held.isRenamed && held.isToldTheSame && reasons.length === 0
    if (isSame)
      return {
        verdict: 'identical',
        reasons: ['recorded anew, and the same'],
        positions,
        divergences,
      }
    reasons.push('it differs in values that each run generates, or in what no request shows')
    return { verdict: 'equivalent', reasons, positions, divergences }
  }
  if (!differsInWordingOnly(a, b, held))
    return { verdict: 'changed', reasons, positions, divergences }
  reasons.push('only wording differs: the same tools are called with the same inputs')
  return { verdict: 'equivalent', reasons, positions, divergences }
}

function isSameInput(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && jsonEqual(a, b))
}

function upgradesBetween({ packages: before }: Recording, { packages: now }: Recording): string[] {
  return Object.entries(now).flatMap(([name, version]) =>
    before[name] === undefined || before[name] === version
      ? []
      : [`${name} ${before[name]} -> ${version}`],
  )
}

/** With several takes a side, a number can be evidence; and what the base's own takes do otherwise is no change. */
function weighTakes(
  judgement: Judgement,
  base: ReleaseRun,
  head: ReleaseRun,
  metrics: readonly MetricComparison[],
): void {
  const names = (verdict: MetricComparison['verdict']) =>
    metrics.filter((metric) => metric.verdict === verdict).map(({ metric }) => metric)
  const [worse, better] = [names('regressed'), names('improved')]
  if (worse.length > 0) {
    judgement.verdict = 'regressed'
    judgement.reasons.unshift(`significantly worse: ${worse.join(', ')}`)
  } else if (better.length > 0) {
    judgement.verdict = 'improved'
    judgement.reasons.unshift(`significantly better: ${better.join(', ')}`)
  } else if (judgement.verdict !== 'changed') {
    const others = head.recordings.slice(1).filter((take) => !isKnownTo(base, take, head))
    if (others.length === 0) return
    judgement.verdict = 'changed'
    judgement.reasons.unshift(
      `${count(others.length, 'take')} of the head ${others.length === 1 ? 'does' : 'do'} what no take of the base does`,
    )
  } else if (head.recordings.every((take) => isKnownTo(base, take, head))) {
    judgement.verdict = 'equivalent'
    judgement.reasons.unshift('every take of the head does what a take of the base does')
  }
}

/** Whether one of the base's takes does the same, but for wording. */
function isKnownTo(base: ReleaseRun, take: Recording, head: ReleaseRun): boolean {
  return base.recordings
    .slice(0, MAX_TAKES)
    .some((other) => judgePair(other, take, base, head).verdict !== 'changed')
}

/** What the head's own replay and its test tell of a recording that looks as good as before. */
function addTroubles(judgement: Judgement, base: ReleaseRun, head: ReleaseRun): void {
  const { replay } = head
  const troubles: string[] = []
  if (replay && replay.divergences.length > 0) {
    troubles.push('the replay of the head leaves its own recording')
    if (judgement.divergences.length === 0) judgement.divergences = replay.divergences
  }
  const status = (run: ReleaseRun) => run.replay?.status ?? run.recordings[0]?.status ?? null
  if ((status(head) ?? 'passed') !== 'passed' && status(base) !== status(head))
    troubles.push(
      status(head) === 'failed'
        ? 'the test of the head failed'
        : 'the test of the head did not end',
    )
  if (troubles.length === 0) return
  judgement.reasons.push(...troubles)
  if (
    judgement.verdict === 'identical' ||
    judgement.verdict === 'equivalent' ||
    judgement.verdict === 'improved'
  )
    judgement.verdict = 'changed'
}
