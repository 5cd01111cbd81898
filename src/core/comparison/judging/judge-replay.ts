import type { Divergence } from '../../divergence/schema.ts'
import type { JsonValue } from '../../json.ts'
import type { Reason } from '../../report/comparison-codes.ts'
import type { Verdict } from '../../report/comparison-schema.ts'
import { firstCauses } from './first-causes.ts'
import { alignRuns } from './align-runs.ts'
import { cutText } from './cut-divergences.ts'
import {
  endedWell,
  isOwnEnd,
  ownRepetitions,
  repetitions,
  hasMismatch,
} from '../runs/how-it-ends.ts'
import { HeldRules, testRulesOf } from './held-rules.ts'
import type { Judgement } from './judgement.ts'
import type { Recording, ReleaseRun, Replay } from '../runs/performed-run.ts'
import { timeOfReplay } from '../runs/run-time.ts'
import { isSameRun } from '../pairing/same-run.ts'

/**
 * Judges what the head's code did with the recording of the base. Where it left that recording, the worker has found it
 * with the rules of the test in force. Where the base's own replay leaves it as well, the two replays are compared with
 * each other: what both do alike has not changed.
 */
export function judgeReplay(base: ReleaseRun, head: ReleaseRun): Judgement {
  const replay = head.replay!
  const recording = (base.recordings[0] ?? head.recordings[0])!
  const ownBase = base.replay && base.replay.divergences.length > 0 ? base.replay : null
  const before = ownBase ?? recording
  const found = ownBase ? holdReplays(ownBase, replay, head) : foundBy(replay)
  const status = base.replay?.status ?? recording.status ?? null
  const { verdict, reasons } = judge({
    before,
    replay,
    found,
    status,
    rules: newRules(base.replay, replay),
  })
  if (ownBase) reasons.push({ code: 'diverging_replay', side: 'base' })
  return {
    verdict,
    reasons,
    evidence: 'replay',
    comparedWith: { code: ownBase ? 'replay_and_replay' : 'replay_and_recording' },
    positions: found.positions,
    divergences: found.divergences,
    differing: verdict === 'identical' ? null : { base: before, head: replay },
    unreplayed: null,
  }
}

/** The differences that a replay shows. */
interface Found {
  divergences: readonly Divergence[]
  positions: number
  /** Number of places that are equal once the run's own values are renamed, or by a rule of the test. */
  explained: number
}

function foundBy(replay: Replay): Found {
  const { divergences, volatile, tolerated, from } = replay
  const actions = from?.kind === 'report' ? from.run.actions : replay.actions
  const missing = divergences.filter(({ kind }) => kind === 'missing_action').length
  return { divergences, positions: actions.length + missing + 1, explained: volatile + tolerated }
}

function holdReplays(before: Replay, replay: Replay, head: ReleaseRun): Found {
  const { positions } = foundBy(replay)
  if (isSameRun(before, replay)) return { divergences: [], positions, explained: 0 }
  const rules = new HeldRules(testRulesOf(replay))
  const aligned = alignRuns(rules.apply(before), rules.apply(replay), {
    rules,
    times: { base: timeOfReplay(before), head: timeOfReplay(replay) },
    given: head.input === undefined ? [] : [head.input],
    upgrades: [],
  })
  const isSame = !aligned.isRenamed && aligned.hasEqualAnswers
  return { ...aligned, explained: isSame ? 0 : 1 }
}

interface Judged {
  verdict: Verdict
  reasons: Reason[]
}

interface Facts {
  before: Recording | Replay
  replay: Replay
  found: Found
  /** The status of the base's test; `null` where it is not known. */
  status: Replay['status'] | null
  /** Rules that had an effect, and that the base's replay did without. */
  rules: readonly string[]
}

/** Lists the rules that took effect in the head and that the base did without. */
function newRules(base: Replay | null, head: Replay): string[] {
  if (base?.from?.kind !== 'report' || head.from?.kind !== 'report') return []
  const before = new Set(base.from.run.rules.map(({ rule }) => rule))
  return head.from.run.rules
    .filter(({ rule, uses }) => uses > 0 && !before.has(rule))
    .map(({ rule }) => rule)
}

function judge({ before, replay, found, status, rules }: Facts): Judged {
  const causes = firstCauses(found.divergences)
  if (replay.status === 'interrupted' || replay.end === null)
    return {
      verdict: 'changed',
      reasons: [{ code: 'replay_interrupted' }, ...causes],
    }
  const weighed = weighReplay(before, replay, found)
  if (weighed.verdict) return { verdict: weighed.verdict, reasons: [...weighed.reasons, ...causes] }
  if (endedWell(before) && !endedWell(replay))
    causes.push({ code: 'cannot_go_on', stopReason: replay.stopReason })
  if (found.divergences.length > 0)
    return { verdict: 'changed', reasons: withEffect(found, causes) }
  const others = otherChanges(before, replay, status)
  if (others.length > 0) return { verdict: 'changed', reasons: others }
  const resources = replay.changedResources.map((name): Reason => ({
    code: 'resource',
    name,
    visible: false,
  }))
  if (rules.length > 0)
    return {
      verdict: 'equivalent',
      reasons: [...rules.map((rule): Reason => ({ code: 'new_rule', rule })), ...resources],
    }
  if (found.explained === 0) return { verdict: 'identical', reasons: resources }
  return {
    verdict: 'equivalent',
    reasons: [{ code: 'generated_values', or: 'rule' }, ...acceptedValues(replay), ...resources],
  }
}

const ASKED = new Set<Divergence['cause']>([
  'input',
  'prompt',
  'system_prompt',
  'tool_schema',
  'model_parameters',
  'resource',
])

function withEffect({ divergences }: Found, causes: Reason[]): Reason[] {
  return divergences.some(({ cause, firstCause }) => firstCause && ASKED.has(cause))
    ? [...causes, { code: 'answer_unknown' }]
    : causes
}

const MOST_VALUES = 3
const MOST_TEXT = 60

/** Lists the values in which a replay differs from its recording and that were accepted; only its report has them. */
function acceptedValues({ from }: Replay): Reason[] {
  if (from?.kind !== 'report') return []
  const { volatile, tolerated = [] } = from.run
  const values = [
    ...volatile.map((value) => ({ ...value, by: 'run' as const })),
    ...tolerated.map((value) => ({ ...value, by: 'rule' as const })),
  ]
  const reasons = values
    .slice(0, MOST_VALUES)
    .map(({ by, action, path, recorded, replayed }): Reason => ({
      code: 'accepted_value',
      by,
      action,
      path,
      base: cutText(textOf(recorded), MOST_TEXT),
      head: cutText(textOf(replayed), MOST_TEXT),
    }))
  const more = values.length - reasons.length
  return more > 0 ? [...reasons, { code: 'more_accepted_values', count: more }] : reasons
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/**
 * Weighs the end of a replay, then the calls that it repeats. A run that went on with an answer to another request shows
 * nothing that is better.
 */
function weighReplay(
  before: Recording | Replay,
  replay: Replay,
  { divergences }: Found,
): { verdict: 'regressed' | 'improved' | null; reasons: Reason[] } {
  const [wasWell, isWell] = [endedWell(before), endedWell(replay)]
  const [earlier, own] = [repetitions(before), ownRepetitions(replay)]
  const isBetterShown = !hasMismatch(replay)
  // Without a divergence the calls are the same.
  const hasOtherCalls = divergences.length > 0 && own !== earlier
  const repeated: Reason[] = hasOtherCalls
    ? [{ code: 'repeated_calls', base: earlier, head: own }]
    : []
  if (wasWell && !isWell && isOwnEnd(replay)) {
    const end: Reason = { code: 'ends_badly', stopReason: replay.stopReason }
    return { verdict: 'regressed', reasons: own > earlier ? [end, ...repeated] : [end] }
  }
  const isOwn = !('divergences' in before) || isOwnEnd(before)
  if (!wasWell && isWell && isOwn && isBetterShown) {
    const end: Reason = { code: 'ends_well', baseStopReason: before.stopReason }
    return { verdict: 'improved', reasons: [end, ...repeated] }
  }
  if (!hasOtherCalls) return { verdict: null, reasons: [] }
  if (own > earlier) return { verdict: 'regressed', reasons: repeated }
  const isLost = wasWell && !isWell
  return isBetterShown && !isLost
    ? { verdict: 'improved', reasons: repeated }
    : { verdict: null, reasons: [] }
}

/** Lists the changes that no divergence shows. */
function otherChanges(
  before: Recording | Replay,
  replay: Replay,
  status: Facts['status'],
): Reason[] {
  const reasons: Reason[] = []
  if (before.stopReason !== replay.stopReason)
    reasons.push({ code: 'stop_reason', base: before.stopReason, head: replay.stopReason })
  if (replay.status === 'failed' && status !== 'failed')
    reasons.push({ code: 'test_status', status: 'failed', diverged: false })
  return reasons
}
