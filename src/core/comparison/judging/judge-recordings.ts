import type { Divergence } from '../../divergence/schema.ts'
import { jsonEqual, type JsonValue } from '../../json.ts'
import type { Reason } from '../../report/comparison-codes.ts'
import type { MetricFacts } from '../../report/comparison-facts.ts'
import { changedResources, nameResources } from './changed-resources.ts'
import { firstCauses } from './first-causes.ts'
import { weighMetrics } from '../numbers/weigh-metrics.ts'
import { alignRuns } from './align-runs.ts'
import { addedRules, HeldRules, testRulesOf, sharedRules, withoutUnkept } from './held-rules.ts'
import type { Judgement } from './judgement.ts'
import { answerReasons } from './other-answers.ts'
import { differsInWordingOnly } from './only-reworded.ts'
import type { Recording, ReleaseRun } from '../runs/performed-run.ts'
import { timeOfRecording } from '../runs/run-time.ts'
import { isSameRun } from '../pairing/same-run.ts'
import { inputOf, comparableRuns } from '../runs/comparable-runs.ts'

/** The verdict on two recordings. */
interface Judged {
  verdict: 'identical' | 'equivalent' | 'changed'
  reasons: Reason[]
  positions: number
  divergences: readonly Divergence[]
}

const OF_ANSWERS = new Set<Reason['code']>(['other_answer', 'more_other_answers'])

/** Maximum number of takes that are compared one by one. */
const MAX_TAKES = 6

/**
 * Judges recordings against recordings. Two recordings show what differs between them, not which of it the release has
 * brought about: a run regresses or improves only where several takes a side make a number significant.
 */
export function judgeRecordings(
  base: ReleaseRun,
  head: ReleaseRun,
  metrics: readonly MetricFacts[],
): Judgement {
  const isTakes = base.recordings.length > 1 && head.recordings.length > 1
  const [before, now] = [base.recordings[0]!, head.recordings[0]!]
  const judged = judgePair(before, now, base, head)
  const judgement: Judgement = {
    ...judged,
    reasons: [...judged.reasons],
    evidence: isTakes ? 'takes' : 'recording',
    comparedWith: {
      code: 'recordings',
      base: base.recordings.length,
      head: head.recordings.length,
    },
    differing: judged.verdict === 'identical' ? null : { base: before, head: now },
    unreplayed: null,
  }
  if (isTakes) weighTakes(judgement, base, head, metrics)
  addTroubles(judgement, base, head)
  return judgement
}

/** Judges two recordings by the rules of the head; where rules that the base does not have make it better, they are named. */
function judgePair(before: Recording, now: Recording, base: ReleaseRun, head: ReleaseRun): Judged {
  const [a, b] = comparableRuns(before, now)
  if (isSameRun(a, b))
    return {
      verdict: 'identical',
      reasons: [{ code: 'same_behaviour' }],
      positions: a.actions.length + 1,
      divergences: [],
    }
  const rules = new HeldRules(withoutUnkept(testRulesOf(now), a, b))
  const judged = judgeBy(rules, { runs: [a, b], base, head })
  const added = addedRules(testRulesOf(before), testRulesOf(now))
  if (judged.verdict === 'changed' || added.length === 0) return judged
  const shared = new HeldRules(
    withoutUnkept(sharedRules(testRulesOf(before), testRulesOf(now)), a, b),
  )
  const without = judgeBy(shared, { runs: [a, b], base, head })
  if (without.verdict === judged.verdict) return judged
  const reasons = added.map((rule): Reason => ({ code: 'new_rule', rule }))
  return { ...judged, verdict: 'equivalent', reasons: [...reasons, ...judged.reasons] }
}

interface ComparedPair {
  runs: readonly [Recording, Recording]
  base: ReleaseRun
  head: ReleaseRun
}

function judgeBy(rules: HeldRules, { runs, base, head }: ComparedPair): Judged {
  const [a, b] = runs
  const packages = upgradesBetween(a, b)
  const given = [inputOf(base, a), inputOf(head, b)] as const
  const isGivenTheSame = isSameInput(...given)
  const [left, right] = [rules.apply(a), rules.apply(b)]
  const aligned = alignRuns(left, right, {
    rules,
    times: { base: timeOfRecording(a), head: timeOfRecording(b) },
    given: given.filter((input) => input !== undefined),
    upgrades: packages,
  })
  const divergences = nameResources(aligned.divergences, a, b)
  const reasons = [...firstCauses(divergences), ...answerReasons(aligned.answers)]
  const { positions } = aligned
  if (!isGivenTheSame) {
    reasons.unshift({ code: 'other_inputs' })
    return { verdict: 'changed', reasons, positions, divergences }
  }
  const named = new Set(divergences.map(({ note }) => note))
  for (const name of changedResources(a, b))
    if (!named.has(name)) reasons.push({ code: 'resource', name, visible: true })
  if (divergences.length === 0) {
    // Of two cassettes it is known already that they are not the same.
    const isKnown = a.from?.kind === 'cassette' && b.from?.kind === 'cassette'
    const { answers, hasEffects } = aligned
    const isSame =
      (answers.length > 0 || ((!isKnown || rules.tookEffect) && aligned.hasEqualAnswers)) &&
      !aligned.isRenamed &&
      !hasEffects &&
      reasons.every(({ code }) => OF_ANSWERS.has(code))
    if (isSame)
      return {
        verdict: 'identical',
        reasons: [{ code: 'same_behaviour' }, ...reasons],
        positions,
        divergences,
      }
    if (hasEffects) reasons.push({ code: 'answers_made_it' })
    else reasons.push({ code: 'generated_values', or: 'unseen' })
    return { verdict: 'equivalent', reasons, positions, divergences }
  }
  if (!differsInWordingOnly(left, right, aligned))
    return { verdict: 'changed', reasons, positions, divergences }
  reasons.push({ code: 'only_wording' })
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

/** Weighs several takes a side: a number can be evidence, and a difference among the base's own takes is no change. */
function weighTakes(
  judgement: Judgement,
  base: ReleaseRun,
  head: ReleaseRun,
  metrics: readonly MetricFacts[],
): void {
  const weighed = weighMetrics(metrics)
  const significant = (['regressed', 'improved'] as const)
    .filter((verdict) => weighed[verdict].length > 0)
    .map((verdict): Reason => ({ code: 'metrics', verdict, metrics: weighed[verdict] }))
  // The reasons for the verdict come first.
  if (weighed.verdict === 'improved') significant.reverse()
  if (weighed.verdict) judgement.verdict = weighed.verdict
  else significant.push(...weighBehaviour(judgement, base, head))
  judgement.reasons.unshift(...significant)
}

/** Weighs what the takes do, where no number decides. */
function weighBehaviour(judgement: Judgement, base: ReleaseRun, head: ReleaseRun): Reason[] {
  if (judgement.verdict !== 'changed') {
    const others = head.recordings.slice(1).filter((take) => !isKnownTo(base, take, head))
    if (others.length === 0) return []
    judgement.verdict = 'changed'
    return [{ code: 'takes', unknown: others.length }]
  }
  if (!head.recordings.every((take) => isKnownTo(base, take, head))) return []
  judgement.verdict = 'equivalent'
  return [{ code: 'takes', unknown: 0 }]
}

/** Returns `true` if one of the base's takes does the same, except for wording. */
function isKnownTo(base: ReleaseRun, take: Recording, head: ReleaseRun): boolean {
  return base.recordings
    .slice(0, MAX_TAKES)
    .some((other) => judgePair(other, take, base, head).verdict !== 'changed')
}

/** Adds the failures of the head's own replay and of its test to a recording that looks as good as before. */
function addTroubles(judgement: Judgement, base: ReleaseRun, head: ReleaseRun): void {
  const { replay } = head
  const troubles: Reason[] = []
  if (replay && replay.divergences.length > 0) {
    troubles.push({ code: 'diverging_replay', side: 'head' })
    if (judgement.divergences.length === 0) judgement.divergences = replay.divergences
  }
  const status = (run: ReleaseRun) => run.replay?.status ?? run.recordings[0]?.status ?? null
  if ((status(head) ?? 'passed') !== 'passed' && status(base) !== status(head))
    troubles.push({
      code: 'test_status',
      status: status(head) === 'failed' ? 'failed' : 'interrupted',
      diverged: true,
    })
  if (troubles.length === 0) return
  judgement.reasons.push(...troubles)
  if (
    judgement.verdict === 'identical' ||
    judgement.verdict === 'equivalent' ||
    judgement.verdict === 'improved'
  )
    judgement.verdict = 'changed'
}
