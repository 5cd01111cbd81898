import { comparePaths, type PathDifference } from '../../divergence/differences/json-paths.ts'
import type { Divergence } from '../../divergence/schema.ts'
import { isJsonObject, type JsonValue } from '../../json.ts'
import { isSameRequest } from '../../matching/matchable.ts'
import type { Reason } from '../../report/comparison-codes.ts'
import type { HeldRules } from './held-rules.ts'
import type { PerformedAction, PerformedRun } from '../runs/performed-run.ts'

/** An answer from outside the agent that differs between two runs, though both asked the same. */
export interface OtherAnswer {
  action: string
  differences: PathDifference[]
}

/** The divergences between two runs, apart from those that are not the agent's doing. */
export interface SetApart {
  divergences: Divergence[]
  answers: OtherAnswer[]
  /** Some calls or outputs are others for such an answer alone. */
  hasEffects: boolean
}

/**
 * Sets apart the answers from outside that differ and that nothing the agent did follows from: a time stamp, a number of
 * milliseconds, the id of a request. Where the agent did something else for such an answer, it stays a first cause.
 *
 * How often the same request is repeated until its answer is another one is up to that answer; so is what a tool makes of it.
 */
export function setApartAnswers(
  all: readonly Divergence[],
  base: PerformedRun,
  head: PerformedRun,
): SetApart {
  const [before, now] = [byIndex(base), byIndex(head)]
  const isAnswer = ({ kind, recordedIndex, replayedIndex }: Divergence) =>
    kind === 'output_mismatch' &&
    before.get(recordedIndex ?? -1)?.type === 'http' &&
    now.get(replayedIndex ?? -1)?.type === 'http'
  const found = all.filter(isAnswer)
  const divergences = followValues(all, found, { before, now })
  const answers = found.filter(({ firstCause }) => firstCause)
  const isEffect = (divergence: Divergence) =>
    isAnswer(divergence) ||
    isRepeated(divergence, found, { before, now }) ||
    isMadeOf(divergence, found, { before, now })
  const kept = answers.filter(({ index }) =>
    divergences.some((divergence) => divergence.causedBy === index && !isEffect(divergence)),
  )
  const left = new Set(kept.map(({ index }) => index))
  const isApart = (divergence: Divergence) => {
    if (isAnswer(divergence)) return !left.has(divergence.causedBy ?? divergence.index)
    if (divergence.causedBy !== null && left.has(divergence.causedBy)) return false
    return isEffect(divergence)
  }
  const apart = divergences.filter(isApart)
  return {
    divergences: divergences.filter((divergence) => !isApart(divergence)),
    answers: apart.flatMap(({ action, kind, paths }) => {
      if (kind !== 'output_mismatch') return []
      const differences = paths.filter(isShown).map(asDifference)
      return differences.length === 0 ? [] : [{ action, differences }]
    }),
    hasEffects: apart.some((divergence) => !isAnswer(divergence)),
  }
}

/** A value that was shown before is not shown again. */
function isShown({ recorded, replayed }: Divergence['paths'][number]): boolean {
  return recorded !== undefined || replayed !== undefined
}

function asDifference({ path, recorded, replayed }: Divergence['paths'][number]): PathDifference {
  return { path, recorded, replayed }
}

interface Runs {
  before: ReadonlyMap<number, PerformedAction>
  now: ReadonlyMap<number, PerformedAction>
}

/** Recognises a request that one run alone makes once more, to which both runs had different answers. */
function isRepeated(
  { kind, recordedIndex, replayedIndex }: Divergence,
  answers: readonly Divergence[],
  { before, now }: Runs,
): boolean {
  if (kind !== 'extra_action' && kind !== 'missing_action') return false
  const asked = (before.get(recordedIndex ?? -1) ?? now.get(replayedIndex ?? -1))?.asked
  if (!asked) return false
  return answers.some((answer) =>
    [before.get(answer.recordedIndex ?? -1), now.get(answer.replayedIndex ?? -1)].some(
      (other) => other?.asked && isSameRequest(other.asked, asked),
    ),
  )
}

/** The shortest text of an answer by which a request is recognised as made of it. */
const SHORTEST = 4

/** Folds requests that one run alone makes, with a value that only its own answer has: the next page, say. */
function followValues(
  divergences: readonly Divergence[],
  answers: readonly Divergence[],
  { before, now }: Runs,
): Divergence[] {
  const roots = new Map<number, Divergence>()
  for (const { index, kind, firstCause, recordedIndex, replayedIndex } of divergences) {
    if (!firstCause || (kind !== 'missing_action' && kind !== 'extra_action')) continue
    const side = kind === 'missing_action' ? 'recorded' : 'replayed'
    const asked = (before.get(recordedIndex ?? -1) ?? now.get(replayedIndex ?? -1))?.asked
    if (!asked) continue
    const text = `${asked.url} ${JSON.stringify(asked.body)}`
    const answer = answers.findLast(
      ({ index: earlier, paths }) =>
        earlier < index && paths.some((path) => isCarriedIn(text, path[side])),
    )
    if (answer) roots.set(index, answer)
  }
  return divergences.map((divergence) => {
    const root = roots.get(divergence.causedBy ?? divergence.index)
    if (!root) return divergence
    const { index, causedBy, cause } = root
    return { ...divergence, firstCause: false, causedBy: causedBy ?? index, cause }
  })
}

function isCarriedIn(text: string, value: JsonValue | undefined): boolean {
  if (typeof value !== 'string' || value.length < SHORTEST) return false
  return text.includes(value) || text.includes(encodeURIComponent(value))
}

/** Recognises the output of a tool that made a request of its own to which the answers differ. */
function isMadeOf(
  { kind, recordedIndex, replayedIndex }: Divergence,
  answers: readonly Divergence[],
  { before, now }: Runs,
): boolean {
  const tool = now.get(replayedIndex ?? -1)
  if (kind !== 'output_mismatch' || tool?.type !== 'tool' || recordedIndex === null) return false
  return answers.some((answer) => {
    const inner = before.get(answer.recordedIndex ?? -1)
    for (let at = inner?.parent ?? null; at !== null; at = before.get(at)?.parent ?? null)
      if (at === recordedIndex) return true
    return false
  })
}

/** Lists what differs in two answers whose content is equal once ids and times are renamed, their headers included. */
export function otherDetails(
  before: PerformedAction,
  now: PerformedAction,
  rules: HeldRules,
): OtherAnswer | null {
  const differences = [
    ...(rules.compareOutputs(before, now) ?? comparePaths(before.output, now.output, 'output')),
    ...comparePaths(headersOf(before), headersOf(now), 'headers'),
  ]
  return differences.length === 0 ? null : { action: now.name, differences }
}

/** A date says when an answer came, and nothing of it. */
const WITHOUT_MEANING = new Set([
  'date',
  'age',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
])

function headersOf({ received }: PerformedAction): JsonValue {
  const headers = isJsonObject(received) && received['headers']
  if (!Array.isArray(headers)) return {}
  const named: Record<string, JsonValue> = {}
  for (const header of headers)
    if (Array.isArray(header) && typeof header[0] === 'string' && !WITHOUT_MEANING.has(header[0]))
      named[header[0]] = header[1] ?? null
  return named
}

const MOST_ANSWERS = 3
const MOST_PLACES = 3
const MOST_TEXT = 60

/** Lists other answers as reasons: a few of them, and the number of the others. */
export function answerReasons(answers: readonly OtherAnswer[]): Reason[] {
  const reasons = answers.slice(0, MOST_ANSWERS).map(({ action, differences }): Reason => ({
    code: 'other_answer',
    action,
    places: differences.slice(0, MOST_PLACES).map(({ path, recorded, replayed }) => ({
      path,
      base: brief(recorded),
      head: brief(replayed),
    })),
    more: Math.max(0, differences.length - MOST_PLACES),
  }))
  const more = answers.length - reasons.length
  return more > 0 ? [...reasons, { code: 'more_other_answers', count: more }] : reasons
}

function brief(value: JsonValue | undefined): string | null {
  if (value === undefined) return null
  const text = JSON.stringify(value)
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}\u2026` : text
}

function byIndex({ actions }: PerformedRun): Map<number, PerformedAction> {
  return new Map(actions.map((action) => [action.index, action]))
}
