import type { ReplayedSide } from '../../divergence/sides.ts'
import { findDivergences } from '../../divergence/find-divergences.ts'
import { comparePaths, type PathDifference } from '../../divergence/differences/json-paths.ts'
import type { Divergence } from '../../divergence/schema.ts'
import { isJsonObject, jsonEqual, type JsonValue } from '../../json.ts'
import { createAnswerBook, type Answer } from '../../matching/answer-book.ts'
import { volatileShape } from '../../matching/volatile-shape.ts'
import { followAnswers } from './follow-answers.ts'
import type { PerformedAction, PerformedRun } from '../runs/performed-run.ts'
import { RunMemory } from './run-memory.ts'
import { type RunTime } from '../runs/run-time.ts'

/** The facts beside the two runs that a comparison of them needs. */
export interface RunContext {
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
}

/** Compares one run with another as a replay with its recording, though each had its own answers. */
export function alignRuns(
  base: PerformedRun,
  head: PerformedRun,
  context: RunContext,
): AlignedRuns {
  const memory = new RunMemory(base, context.times)
  for (const value of context.given) memory.addGiven(value)
  const pairing = pairActions(base, head, memory)
  const finalOutput = compareEnds(base.end, head.end, memory)
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
  return {
    divergences: followAnswers(nameAnswers(divergences, head), base, head),
    positions,
    matched: pairing.matched,
    isRenamed: pairing.isRenamed() || finalOutput.isRenamed,
    hasEqualAnswers: pairing.hasEqualAnswers(),
    memory,
  }
}

/** Pairs the actions of two runs in the order of the head, as a replay finds its answers. */
function pairActions(base: PerformedRun, head: PerformedRun, memory: RunMemory) {
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
  let renamed = 0
  let hasEqualAnswers = true
  const find = (action: PerformedAction) => {
    if (!action.asked) return
    const answer = book.take(action.operation, action.asked, action.index)
    // A better claim takes an earlier one away.
    if ('reclaimedFrom' in answer && answer.reclaimedFrom !== undefined)
      answers.delete(answer.reclaimedFrom)
    answers.set(action.index, answer)
    if (answer.kind === 'blocked') return
    const before = byIndex.get(answer.index)!
    if (answer.kind === 'equal' && before.asked)
      memory.addGiven([before.asked.url, before.asked.body])
    const isSameAnswer = before.received !== undefined && isEqual(before.received, action.received)
    memory.addAnswers(before, action, isSameAnswer)
    if (!isSameAnswer) hasEqualAnswers = false
    if (answer.kind === 'volatile') renamed++
    if (answer.kind === 'mismatched') return
    const { differences, isRenamed } = compareAnswers(before, action, memory)
    if (isRenamed) renamed++
    outputs.set(action.index, differences)
  }
  for (const action of head.actions) find(action)
  const matched = new Map<PerformedAction, PerformedAction>()
  for (const action of head.actions) {
    const answer = answers.get(action.index)
    if (answer?.kind === 'equal' || answer?.kind === 'volatile')
      matched.set(action, byIndex.get(answer.index)!)
  }
  return {
    matched,
    isRenamed: () => renamed > 0,
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

interface Compared {
  differences: PathDifference[]
  /** They differ, in values alone that each run generated. */
  isRenamed: boolean
}

/** Compares what came back for the same request. */
function compareAnswers(
  before: PerformedAction,
  now: PerformedAction,
  memory: RunMemory,
): Compared {
  const differences: PathDifference[] = []
  const compare = (path: string, recorded: JsonValue | null, replayed: JsonValue | null) => {
    if (!isEqual(recorded, replayed))
      differences.push({ path, recorded: recorded!, replayed: replayed! })
  }
  compare('outcome', before.outcome, now.outcome)
  compare('status', before.status, now.status)
  compare('stopReason', before.llm?.stopReason ?? null, now.llm?.stopReason ?? null)
  compare('provider', before.llm?.provider ?? null, now.llm?.provider ?? null)
  compare('model', before.llm?.model ?? null, now.llm?.model ?? null)
  const [a, b] = [withoutIds(before), withoutIds(now)]
  const output = compareValues(a, b, 'output', memory)
  return { differences: [...differences, ...output.differences], isRenamed: output.isRenamed }
}

/** Returns the output of an action; the ids of a model's calls mean nothing beyond their own conversation. */
export function withoutIds({ type, output }: PerformedAction): JsonValue | undefined {
  if (type !== 'llm' || !isJsonObject(output) || !Array.isArray(output['toolCalls'])) return output
  const toolCalls = output['toolCalls'].map((call) => {
    if (!isJsonObject(call)) return call
    const { id: _id, ...rest } = call
    return rest
  })
  return { ...output, toolCalls }
}

function compareValues(
  before: JsonValue | undefined,
  now: JsonValue | undefined,
  root: string,
  memory: RunMemory,
): Compared {
  if (isEqual(before, now)) return { differences: [], isRenamed: false }
  const isGenerated =
    before !== undefined && now !== undefined && memory.values.explainValues(before, now, root)
  if (isGenerated) return { differences: [], isRenamed: true }
  return { differences: comparePaths(before, now, root), isRenamed: false }
}

function compareEnds(
  before: PerformedRun['end'],
  now: PerformedRun['end'],
  memory: RunMemory,
): Compared {
  if (!before || !now) {
    const describe = (end: PerformedRun['end']) => (end ? 'it ended' : 'it was cut off')
    return before === now
      ? { differences: [], isRenamed: false }
      : {
          differences: [{ path: 'end', recorded: describe(before), replayed: describe(now) }],
          isRenamed: false,
        }
  }
  const textOf = ({ error }: NonNullable<PerformedRun['end']>) =>
    error ? `${error.name}: ${error.message}` : undefined
  if (before.error || now.error) return compareValues(textOf(before), textOf(now), 'error', memory)
  return compareValues(before.output, now.output, '$', memory)
}

function isEqual(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && jsonEqual(a, b))
}

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
