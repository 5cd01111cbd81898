import type { Divergence } from '../../divergence/schema.ts'
import type { Verdict } from '../../report/comparison-schema.ts'
import { describeDivergences } from './describe-divergences.ts'
import { holdRuns } from './hold-runs.ts'
import { endedWell, isOwnEnd, ownRepetitions, repetitions, wasLent } from '../runs/how-it-ends.ts'
import { count, type Judgement } from './judgement.ts'
import type { Recording, ReleaseRun, Replay } from '../runs/performed-run.ts'
import { timeOfReplay } from '../runs/run-time.ts'
import { isSameRun } from '../pairing/same-run.ts'

/**
 * Judges what the head's code did with the recording of the base. Where it left that recording, the worker has found it
 * with the rules of the test in force. Where the base's own replay leaves it as well, the two replays are held against
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
  if (ownBase) reasons.push('the replay of the base leaves its recording, too')
  return {
    verdict,
    reasons,
    evidence: 'replay',
    basis: ownBase ? '1 replay against 1 replay' : '1 replay against the recording it replays',
    positions: found.positions,
    divergences: found.divergences,
    differing: verdict === 'identical' ? null : { base: before, head: replay },
    unreplayed: null,
  }
}

/** What a replay shows. */
interface Found {
  divergences: readonly Divergence[]
  positions: number
  /** Places that are equal once values of the run's own are renamed, or by a rule of the test. */
  settled: number
}

function foundBy(replay: Replay): Found {
  const { divergences, volatile, tolerated, from } = replay
  const actions = from?.kind === 'report' ? from.run.actions : replay.actions
  const missing = divergences.filter(({ kind }) => kind === 'missing_action').length
  return { divergences, positions: actions.length + missing + 1, settled: volatile + tolerated }
}

function holdReplays(before: Replay, replay: Replay, head: ReleaseRun): Found {
  const { positions } = foundBy(replay)
  if (isSameRun(before, replay)) return { divergences: [], positions, settled: 0 }
  const held = holdRuns(before, replay, {
    times: { base: timeOfReplay(before), head: timeOfReplay(replay) },
    given: head.input === undefined ? [] : [head.input],
    upgrades: [],
  })
  const isSame = !held.isRenamed && held.isToldTheSame
  return { ...held, settled: isSame ? 0 : 1 }
}

interface Judged {
  verdict: Verdict
  reasons: string[]
}

interface Facts {
  before: Recording | Replay
  replay: Replay
  found: Found
  /** What the base's test said; `null` where that is not known. */
  status: Replay['status'] | null
  /** Rules that had an effect, and that the base's replay did without. */
  rules: readonly string[]
}

/** What the head newly takes for equal would show in the base. */
function newRules(base: Replay | null, head: Replay): string[] {
  if (base?.from?.kind !== 'report' || head.from?.kind !== 'report') return []
  const before = new Set(base.from.run.rules.map(({ rule }) => rule))
  return head.from.run.rules
    .filter(({ rule, uses }) => uses > 0 && !before.has(rule))
    .map(({ rule }) => rule)
}

function judge({ before, replay, found, status, rules }: Facts): Judged {
  const causes = describeDivergences(found.divergences)
  if (replay.status === 'interrupted' || replay.end === null)
    return {
      verdict: 'changed',
      reasons: ['the replay of the head did not come to its end', ...causes],
    }
  const worse = whatIsWorse(before, replay, found)
  if (worse.length > 0) return { verdict: 'regressed', reasons: [...worse, ...causes] }
  const isLost = endedWell(before) && !endedWell(replay)
  if (isLost)
    causes.push(
      `it ends in ${replay.stopReason} after an answer that was recorded for another request: it cannot be replayed, record it anew`,
    )
  const better = isLost ? [] : whatIsBetter(before, replay, found)
  if (better.length > 0) return { verdict: 'improved', reasons: [...better, ...causes] }
  if (found.divergences.length > 0)
    return { verdict: 'changed', reasons: withEffect(found, causes) }
  const others = otherChanges(before, replay, status)
  if (others.length > 0) return { verdict: 'changed', reasons: others }
  const resources = replay.changedResources.map(
    (name) => `the resource "${name}" changed, and nothing that is asked shows it`,
  )
  if (rules.length > 0)
    return {
      verdict: 'equivalent',
      reasons: [
        ...rules.map((rule) => `a rule that the base does not have was in force: ${rule}`),
        ...resources,
      ],
    }
  if (found.settled === 0) return { verdict: 'identical', reasons: resources }
  return {
    verdict: 'equivalent',
    reasons: ['it differs in values that each run generates, or that a rule allows', ...resources],
  }
}

const ASKED = new Set<Divergence['cause']>([
  'prompt',
  'system_prompt',
  'tool_schema',
  'model_parameters',
  'resource',
])

function withEffect({ divergences }: Found, causes: string[]): string[] {
  return divergences.some(({ cause, firstCause }) => firstCause && ASKED.has(cause))
    ? [...causes, 'what the model answers to that is not known before it is recorded anew']
    : causes
}

function whatIsWorse(before: Recording | Replay, replay: Replay, { divergences }: Found): string[] {
  const reasons: string[] = []
  if (endedWell(before) && !endedWell(replay) && isOwnEnd(replay))
    reasons.push(
      `it ends in ${replay.stopReason}, with the same answers that the base ended well with`,
    )
  // Without a divergence the calls are the same.
  if (divergences.length === 0) return reasons
  const [earlier, now] = [repetitions(before), ownRepetitions(replay)]
  if (now > earlier)
    reasons.push(`it repeats ${count(now, 'tool call')} with the same inputs, the base ${earlier}`)
  return reasons
}

/** What went on with an answer that is not its own shows nothing that is better. */
function whatIsBetter(
  before: Recording | Replay,
  replay: Replay,
  { divergences }: Found,
): string[] {
  if (wasLent(replay)) return []
  const reasons: string[] = []
  const isOwn = !('divergences' in before) || isOwnEnd(before)
  if (!endedWell(before) && endedWell(replay) && isOwn)
    reasons.push(
      `it ends well, with the same answers that the base ended in ${before.stopReason} with`,
    )
  if (divergences.length === 0) return reasons
  const [earlier, now] = [repetitions(before), repetitions(replay)]
  if (now < earlier)
    reasons.push(`it repeats ${count(now, 'tool call')} with the same inputs, the base ${earlier}`)
  return reasons
}

/** What no divergence shows. */
function otherChanges(
  before: Recording | Replay,
  replay: Replay,
  status: Facts['status'],
): string[] {
  const reasons: string[] = []
  if (before.stopReason !== replay.stopReason)
    reasons.push(`it stops for another reason: ${replay.stopReason}, the base ${before.stopReason}`)
  if (replay.status === 'failed' && status !== 'failed')
    reasons.push('the test of the head failed, though nothing diverged')
  return reasons
}
