import type { ReplayedSide } from '../../divergence/sides.ts'
import { findDivergences } from '../../divergence/find-divergences.ts'
import type { PathDifference } from '../../divergence/differences/json-paths.ts'
import type { Divergence } from '../../divergence/schema.ts'
import type { JsonValue } from '../../json.ts'
import { createAnswerBook, type Answer } from '../../matching/answer-book.ts'
import { volatileShape } from '../../matching/volatile-shape.ts'
import { CarriedValues } from './carried-values.ts'
import { compareAnswers, compareEnds, isEqual } from './compare-answers.ts'
import { followAnswers } from './follow-answers.ts'
import { type OtherAnswer, otherDetails, setApartAnswers } from './other-answers.ts'
import type { HeldRules } from './held-rules.ts'
import type { PerformedAction, PerformedRun } from '../runs/performed-run.ts'
import { RunMemory } from './run-memory.ts'
import { type RunTime } from '../runs/run-time.ts'

/** The facts beside the two runs that a comparison of them needs. */
export interface RunContext {
  /** The rules of the test. Both runs have been brought into their form. */
  rules: HeldRules
  times: { base: RunTime; head: RunTime }
  /** Values that both runs received as input. */
  given: readonly JsonValue[]
  /** Packages of another version, e.g. `openai 5.1.0 -> 6.2.0`. */
  upgrades: readonly string[]
}

/** The differences between two runs, and the pairs of their actions. */
export interface AlignedRuns {
  /** Head against base: `recorded` is the base, `replayed` the head. */
  divergences: Divergence[]
  positions: number
  /** Actions of the head and the base with the same request, but for values that each run generated. */
  matched: ReadonlyMap<PerformedAction, PerformedAction>
  /** Something is equal only once such values are renamed. */
  isRenamed: boolean
  /** Every action of the base has its pair, and all that came back is equal, ids included. */
  hasEqualAnswers: boolean
  memory: RunMemory
  /** Answers from outside that differ, and from which nothing follows that the agent did. */
  answers: OtherAnswer[]
  /** Calls or outputs that differ for such answers alone. */
  hasEffects: boolean
}

/** Compares one run with another as a replay with its recording, though each had its own answers. */
export function alignRuns(
  base: PerformedRun,
  head: PerformedRun,
  context: RunContext,
): AlignedRuns {
  const memory = new RunMemory(base, context.times)
  for (const value of context.given) memory.addGiven(value)
  const pairing = pairActions(base, head, memory, context.rules)
  const finalOutput = compareEnds(base.end, head.end, {
    carried: pairing.carried,
    memory,
    rules: context.rules,
  })
  const { divergences, positions } = findDivergences(
    base.actions,
    head.actions.map((action) => pairing.sideOf(action)),
    {
      finalOutput: finalOutput.differences,
      error: head.end?.error ? `${head.end.error.name}: ${head.end.error.message}` : null,
      changedResources: [],
      upgrades: context.upgrades,
      isNoise: ({ recorded, replayed }) =>
        recorded !== undefined &&
        replayed !== undefined &&
        memory.values.couldDiffer(recorded, replayed),
    },
  )
  const apart = setApartAnswers(
    followAnswers(nameAnswers(divergences, head), base, head),
    base,
    head,
  )
  return {
    ...apart,
    answers: [...apart.answers, ...pairing.details()],
    positions,
    matched: pairing.matched,
    isRenamed: pairing.isRenamed() || finalOutput.isRenamed,
    hasEqualAnswers: pairing.hasEqualAnswers(),
    memory,
  }
}

/** Pairs the actions of two runs in the order of the head, as a replay finds its answers. */
function pairActions(base: PerformedRun, head: PerformedRun, memory: RunMemory, rules: HeldRules) {
  const known = base.actions.filter(({ asked }) => asked !== null)
  const byIndex = new Map(base.actions.map((action) => [action.index, action]))
  const book = createAnswerBook(
    known.map(({ index, operation, asked }) => ({ index, operation, asked: asked! })),
    {
      volatile: {
        explain: (before, now) => memory.values.explain(before, now),
        shapeOf: volatileShape,
      },
    },
  )
  const answers = new Map<number, Answer>()
  const outputs = new Map<number, PathDifference[]>()
  const carried = new CarriedValues()
  const taken = new Set<number>()
  /** Actions that are equal only once values that a run generated are renamed. */
  const renamed = new Set<number>()
  let hasEqualAnswers = true
  /** Finds the request of the base that differs in values alone that each run got from outside. */
  const findCarried = (action: PerformedAction): PerformedAction | null => {
    if (carried.isEmpty || book.peek(action.operation, action.asked!)?.kind === 'equal') return null
    const open = known.filter(({ index, type }) => type === action.type && !taken.has(index))
    const isIt = ({ asked }: PerformedAction) => carried.explainsRequest(asked!, action.asked!)
    return open.slice(0, MAX_CARRIED).find(isIt) ?? null
  }
  const find = (action: PerformedAction) => {
    if (!action.asked) return
    const same = findCarried(action) ?? action
    const answer = book.take(same.operation, same.asked!, action.index)
    // A better claim takes an earlier one away.
    if ('reclaimedFrom' in answer && answer.reclaimedFrom !== undefined)
      answers.delete(answer.reclaimedFrom)
    answers.set(action.index, answer)
    if (answer.kind === 'blocked') return
    const before = byIndex.get(answer.index)!
    if (answer.kind !== 'mismatched') taken.add(answer.index)
    if (answer.kind === 'equal') rules.noteSame(before, action)
    if (answer.kind === 'equal' && before.asked)
      memory.addGiven([before.asked.url, before.asked.body])
    const isSameAnswer = before.received !== undefined && isEqual(before.received, action.received)
    memory.addAnswers(before, action, isSameAnswer)
    if (!isSameAnswer && !rules.explains(before, action)) hasEqualAnswers = false
    if (answer.kind === 'volatile') renamed.add(action.index)
    if (answer.kind === 'mismatched') return
    const { differences, isRenamed } = compareAnswers(before, action, { carried, memory, rules })
    // An id that came from outside is none that the run made.
    if (isRenamed && action.type !== 'http') renamed.add(action.index)
    outputs.set(action.index, differences)
    if (action.type !== 'http' || isSameAnswer) return
    carried.add(before.received ?? before.output, action.received ?? action.output)
    if (before.received === undefined) carried.add(before.output, action.output)
  }
  for (const action of head.actions) find(action)
  // A tool's own requests come after its call, and before its output.
  for (const action of head.actions) {
    const answer = answers.get(action.index)
    if (action.type !== 'tool' || !answer || !('index' in answer)) continue
    const isOther = ({ path }: PathDifference) => !path.startsWith('output')
    if (outputs.get(action.index)?.some(isOther)) continue
    if (!carried.explains(byIndex.get(answer.index)!.output, action.output)) continue
    outputs.set(action.index, [])
    if (answer.kind === 'equal') renamed.delete(action.index)
  }
  const matched = new Map<PerformedAction, PerformedAction>()
  for (const action of head.actions) {
    const answer = answers.get(action.index)
    if (answer?.kind === 'equal' || answer?.kind === 'volatile')
      matched.set(action, byIndex.get(answer.index)!)
  }
  return {
    matched,
    carried,
    details: () =>
      [...matched].flatMap(([now, before]) =>
        now.type === 'http' && outputs.get(now.index)?.length === 0
          ? (otherDetails(before, now, rules) ?? [])
          : [],
      ),
    isRenamed: () => renamed.size > 0,
    hasEqualAnswers: () => hasEqualAnswers && matched.size === base.actions.length,
    sideOf: (action: PerformedAction): ReplayedSide => {
      const own = matched.get(action)
      return new HeadSide(action, own ?? null, outputs.get(action.index) ?? [])
    },
  }
}

/** An action of the head in the place of a replayed one: its output is its own. */
class HeadSide implements ReplayedSide {
  readonly index: number
  readonly type: string
  readonly name: string
  readonly operation: string
  readonly parent: number | null
  readonly start: number
  readonly duration: number
  readonly timeToHeadersMs: number | null | undefined
  readonly source: ReplayedSide['source']
  readonly matches: boolean
  readonly answeredBy: number | null
  readonly blocked: boolean
  readonly outputDifferences: PathDifference[]
  readonly #action: PerformedAction

  constructor(action: PerformedAction, own: PerformedAction | null, differences: PathDifference[]) {
    this.index = action.index
    this.type = action.type
    this.name = action.name
    this.operation = action.operation
    this.parent = action.parent
    this.start = action.start
    this.duration = action.duration
    this.timeToHeadersMs = action.timeToHeadersMs
    this.source = action.source
    this.matches = own !== null
    // Asked something else, it went on with another answer: as if an action that the base does not have had given it.
    this.answeredBy = own?.index ?? ELSEWHERE
    this.blocked = action.outcome === 'blocked'
    this.outputDifferences = own ? differences : []
    this.#action = action
  }

  get asked() {
    return this.#action.asked
  }

  get output() {
    return this.#action.output
  }
}

const ELSEWHERE = -1
/** The most requests of the base that one of the head is compared with for carried values. */
const MAX_CARRIED = 64

/** Gives the cause `model_output` to divergences that come from the answer of a model call. */
function nameAnswers(divergences: readonly Divergence[], head: PerformedRun): Divergence[] {
  const models = new Set(
    head.actions.filter(({ type }) => type === 'llm').map(({ index }) => index),
  )
  const isAnswer = ({ kind, replayedIndex, firstCause }: Divergence) =>
    kind === 'output_mismatch' && firstCause && replayedIndex !== null && models.has(replayedIndex)
  const answers = new Set(divergences.filter(isAnswer).map(({ index }) => index))
  return divergences.map((divergence) =>
    divergence.cause === 'tool_result' && answers.has(divergence.causedBy ?? divergence.index)
      ? { ...divergence, cause: 'model_output' }
      : divergence,
  )
}
