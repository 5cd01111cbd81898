import { causeOf } from '../../divergence/judge/cause.ts'
import type { PathDifference } from '../../divergence/differences/json-paths.ts'
import {
  compareRequests,
  type RequestChange,
} from '../../divergence/differences/request-difference.ts'
import type { Divergence } from '../../divergence/schema.ts'
import { isJsonObject, jsonEqual, type JsonValue } from '../../json.ts'
import { MessagePool } from '../../matching/conversation.ts'
import type { AlignedRuns } from './align-runs.ts'
import type { PerformedAction, PerformedRun } from '../runs/performed-run.ts'
import { isOnlyReworded } from './prose.ts'
import { withoutIds } from './without-ids.ts'

/**
 * Checks that two runs differ in wording alone: of prompts, of what models said, of the prose in the final output. The same
 * calls are made in the same order, tools with the same inputs and the same results, and both runs stop for the same
 * reason.
 */
export function differsInWordingOnly(
  base: PerformedRun,
  head: PerformedRun,
  { divergences, memory }: Pick<AlignedRuns, 'divergences' | 'memory'>,
): boolean {
  if (base.stopReason !== head.stopReason || base.errorClass !== head.errorClass) return false
  const isNoise = (a: JsonValue, b: JsonValue) => memory.values.couldDiffer(a, b)
  const [before, now] = [byIndex(base), byIndex(head)]
  const pool = new MessagePool()
  const isWording = ({ kind, recordedIndex, replayedIndex }: Divergence): boolean => {
    if (recordedIndex === null && replayedIndex === null)
      return isRewordedEnd(base.end, head.end, isNoise)
    const [a, b] = [before.get(recordedIndex ?? -1), now.get(replayedIndex ?? -1)]
    if (!a || !b || a.type !== 'llm' || b.type !== 'llm') return false
    if (kind !== 'input_mismatch' && kind !== 'output_mismatch') return false
    return isRewordedRequest(a, b, { pool, isNoise }) && isRewordedAnswer(a, b, isNoise)
  }
  return divergences.every(isWording)
}

type Noise = (a: JsonValue, b: JsonValue) => boolean

function byIndex({ actions }: PerformedRun): Map<number, PerformedAction> {
  return new Map(actions.map((action) => [action.index, action]))
}

function isRewordedEnd(
  before: PerformedRun['end'],
  now: PerformedRun['end'],
  isNoise: Noise,
): boolean {
  if (!before || !now || before.error || now.error) return false
  return isOnlyReworded(before.output, now.output, isNoise)
}

function isRewordedAnswer(a: PerformedAction, b: PerformedAction, isNoise: Noise): boolean {
  if (a.outcome !== b.outcome || a.status !== b.status) return false
  const [before, now] = [a.llm, b.llm]
  for (const fact of ['provider', 'model', 'stopReason'] as const)
    if ((before?.[fact] ?? null) !== (now?.[fact] ?? null)) return false
  const [left, right] = [withoutIds(a), withoutIds(b)]
  // Only the readable answer of a model has a wording.
  if (!isJsonObject(left) || !isJsonObject(right)) return isSame(left, right)
  const [{ text: _before, ...rest }, { text: _now, ...others }] = [left, right]
  return isSame(rest, others) || isNoise(rest, others)
}

function isSame(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && jsonEqual(a, b))
}

function isRewordedRequest(
  { asked: before }: PerformedAction,
  { asked: now }: PerformedAction,
  { pool, isNoise }: { pool: MessagePool; isNoise: Noise },
): boolean {
  if (!before || !now) return false
  return compareRequests(before, now, pool).every(
    (change) =>
      !change.moved &&
      change.differences.every(
        (difference) => isGenerated(difference, isNoise) || isRewording(change, difference),
      ),
  )
}

function isGenerated({ recorded, replayed }: PathDifference, isNoise: Noise): boolean {
  return recorded !== undefined && replayed !== undefined && isNoise(recorded, replayed)
}

/** Where a request carries prose. */
const TEXT =
  /(?:\.content|\.content\[\d+\]\.text|\.parts\[\d+\]\.text|^\$\.(?:system|instructions|input|prompt)|^\$\.system\[\d+\]\.text|^\$\.system_?[iI]nstruction(?:\.parts\[\d+\]\.text)?)$/

/** Parts of a message in which a model keeps its reasoning. */
const REASONING =
  /(?:\.(?:encrypted_content|signature|thinking|thought_?[sS]ignature|reasoning\w*)|\.summary\[\d+\]\.text)$/

function isRewording(change: RequestChange, { path, recorded, replayed }: PathDifference): boolean {
  const cause = causeOf('llm', change)
  if (cause === 'model_output') {
    const isText = (value: JsonValue | undefined) => value == null || typeof value === 'string'
    return (TEXT.test(path) || REASONING.test(path)) && isText(recorded) && isText(replayed)
  }
  if (!TEXT.test(path) || typeof recorded !== 'string' || typeof replayed !== 'string') return false
  return cause === 'system_prompt' || (cause === 'prompt' && isOnlyReworded(recorded, replayed))
}
