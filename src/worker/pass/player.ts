import type { RecordedAction } from '../../core/cassette/schema.ts'
import type { RecordedSide } from '../../core/divergence/sides.ts'
import type { PathDifference } from '../../core/divergence/differences/json-paths.ts'
import { recordedSide } from '../../core/divergence/recorded-side.ts'
import { compareRequests } from '../../core/divergence/differences/request-difference.ts'
import { isJsonObject, type JsonValue } from '../../core/json.ts'
import { createAnswerBook, type Answer, type AnswerBook } from '../../core/matching/answer-book.ts'
import { askedOf } from '../../core/matching/asked-of.ts'
import { MessagePool } from '../../core/matching/conversation.ts'
import { operationOf, type Matchable, type SentText } from '../../core/matching/matchable.ts'
import type { RuleSet } from '../../core/matching/match-rules.ts'
import { outcomeTexts } from '../../core/matching/outcome-texts.ts'
import { renameAnswer } from '../../core/matching/rename-answer.ts'
import { volatileShape } from '../../core/matching/volatile-shape.ts'
import type { VolatileMemory, VolatileValue } from '../../core/matching/volatile-values.ts'
import { normalizePlaceholders, type Redactor } from '../../core/redaction/index.ts'
import type { ObservedAction } from './observed-action.ts'

export interface PlayerOptions {
  redactor: Redactor
  headers: readonly string[]
  /** Nothing is anchored. */
  exactOnly: boolean
  rules: RuleSet
  /** Explains what differs by values that the run generated; without it, nothing is. */
  volatile: VolatileMemory | null
  /** Keeps what was asked, to be held against another replay of the same code. */
  keepAsked: boolean
}

/** Answers the requests of a replay from a recording. */
export class Player {
  readonly recorded: readonly RecordedAction[]
  readonly #asked = new Map<number, { operation: string; asked: Matchable }>()
  readonly #byIndex: Map<number, RecordedAction>
  readonly #children = new Map<number, number[]>()
  readonly #book: AnswerBook
  readonly #reduce: (request: Matchable) => Matchable
  readonly #exactOnly: boolean
  readonly #volatile: VolatileMemory | null
  readonly #rules: RuleSet
  readonly #bodies = new Map<number, JsonValue>()
  /** What was asked, where it is kept. */
  readonly asked: Array<{ action: ObservedAction; asked: Matchable }> | null
  /** Values of the final output in which it differs, and which both runs generated. */
  volatileEnd: VolatileValue[] = []
  /** Whether a divergence ended the answering. */
  stopped = false

  constructor(recorded: readonly RecordedAction[], options: PlayerOptions) {
    this.recorded = recorded
    this.#byIndex = new Map(recorded.map((action) => [action.index, action]))
    this.#exactOnly = options.exactOnly
    this.#rules = options.rules
    this.#volatile = options.volatile
    this.asked = options.keepAsked ? [] : null
    const reduced = new WeakMap<Matchable, Matchable>()
    this.#reduce = (request) => {
      const known = reduced.get(request)
      if (known) return known
      const body = normalizePlaceholders(options.redactor.json(request.body))
      const level = { ...request, body }
      reduced.set(request, level)
      return level
    }
    const entries = recorded.map((action) => {
      const given = askedOf(action, options.headers)
      const asked = this.#rules.request(action.name, given.asked)
      const operation = asked === given.asked ? given.operation : reachOf(given.operation, asked)
      this.#asked.set(action.index, { operation, asked })
      this.#bodies.set(action.index, given.asked.body)
      if (action.parent !== null) {
        const siblings = this.#children.get(action.parent)
        if (siblings) siblings.push(action.index)
        else this.#children.set(action.parent, [action.index])
      }
      return { index: action.index, operation, asked }
    })
    const memory = options.volatile
    this.#book = createAnswerBook(entries, {
      reduce: this.#reduce,
      ...(memory && {
        volatile: {
          explain: (before, now) => memory.explain(this.#reduce(before), this.#reduce(now)),
          shapeOf: (operation, request) => volatileShape(operation, this.#reduce(request)),
        },
      }),
    })
  }

  /** Whether an action has to be named before it is answered. */
  get namesFirst(): boolean {
    return this.#rules.needsName
  }

  /** The recorded ids that are others in this replay. */
  get renamed(): string[] {
    return [...(this.#volatile?.renamed.keys() ?? [])].sort()
  }

  /** Like `answer`, for a request that is the very text that was recorded next; `null` says nothing. */
  answerNext(action: ObservedAction, asked: SentText): RecordedAction | null {
    if (this.stopped || !this.#rules.isEmpty || this.asked) return null
    const index = this.#book.takeNext(action.operation, asked)
    if (index === null) return null
    action.treatment = 'equal'
    action.matches = true
    action.recorded = this.#byIndex.get(index)!
    action.answer = action.recorded
    return this.#give(action, null)
  }

  /** Finds the answer for an action, notes on it what was found, and returns the recorded action that answers. */
  answer(
    action: ObservedAction,
    sent: Matchable,
    options: {
      stopAtDivergence: boolean
      findAsker: (index: number) => ObservedAction | undefined
    },
  ): RecordedAction | null {
    this.nearest = null
    const asked = this.#rules.request(action.name, sent)
    if (asked !== sent) action.operation = reachOf(action.operation, asked)
    action.matchable = asked
    this.asked?.push({ action, asked: this.#reduce(asked) })
    if (this.stopped) return null
    const found = this.#exactOnly
      ? this.#book.takeEqual(action.operation, asked, action.index)
      : this.#book.take(action.operation, asked, action.index)
    this.#giveBack(found, options.findAsker)
    if (found.kind === 'blocked') return this.#block(action, found.nearest)
    const recorded = this.#byIndex.get(found.index)!
    action.recorded = recorded
    action.answer = recorded
    action.treatment = found.kind
    action.matches = found.kind !== 'anchored'
    if (found.kind === 'volatile') action.volatile = found.values
    if (found.kind === 'anchored') {
      if (options.stopAtDivergence) {
        this.stopped = true
        this.nearest = recorded
        action.treatment = 'blocked'
        return null
      }
    }
    return this.#give(action, sent.body)
  }

  /** Remembers what an answer told that was given back: its ids are the same on both sides. */
  addServed(recorded: RecordedAction): void {
    this.#volatile?.known.addSame(() => outcomeTexts(recorded))
  }

  /** Has the answer say the ids of the replay. */
  #give(action: ObservedAction, sent: JsonValue): RecordedAction {
    const recorded = action.recorded!
    if (!this.#volatile) return recorded
    const { known, renamed } = this.#volatile
    const body = this.#bodies.get(recorded.index)!
    if (action.treatment === 'equal') known.addSame(() => [recorded.request?.url ?? '', body])
    return renameAnswer(recorded, { ids: renamed, message: messageOf(body, sent) })
  }

  /** Remembers which ids of an answer that was not given back stand for which. */
  addOutcome(recorded: RecordedAction, fresh: RecordedAction): void {
    this.#volatile?.known.addPair(outcomeTexts(recorded), outcomeTexts(fresh))
  }

  /** Brings an output into the form that is compared. */
  outputOf(name: string, output: JsonValue): JsonValue {
    return this.#rules.output(name, output)
  }

  /** Explains the difference of two outputs by values that both runs generated. */
  explainOutput(before: JsonValue, now: JsonValue): VolatileValue[] {
    return this.#volatile?.explainValues(before, now, 'output') ?? []
  }

  /** The recorded action that a blocked one comes nearest to. */
  nearest: RecordedAction | null = null

  #block(action: ObservedAction, nearest: number | null): null {
    action.treatment = 'blocked'
    this.nearest = nearest === null ? null : this.#byIndex.get(nearest)!
    return null
  }

  /** Where a request differs from a recorded action's. */
  differences(asked: Matchable, recorded: RecordedAction): PathDifference[] {
    const before = this.#reduce(this.#asked.get(recorded.index)!.asked)
    return compareRequests(before, this.#reduce(asked), new MessagePool()).flatMap(
      (change) => change.differences,
    )
  }

  /** The recorded actions that take part in the replay, as one side of its alignment. */
  recordedSides(): RecordedSide[] {
    return this.recorded
      .filter((action) => !this.skipped.has(action.index))
      .map((action) => {
        const { operation, asked } = this.#asked.get(action.index)!
        return recordedSide(action, operation, () => this.#reduce(asked))
      })
  }

  /** What an action of the replay asked, in the form it is compared in. */
  askedBy(action: ObservedAction): Matchable | null {
    if (action.matchable) return this.#reduce(action.matchable)
    return action.recorded && this.#reduce(this.#asked.get(action.recorded.index)!.asked)
  }

  /** Whether a difference may be of values that both runs generated: beside what changed, it is noise. */
  isNoise({ recorded, replayed }: PathDifference): boolean {
    return (
      recorded !== undefined &&
      replayed !== undefined &&
      this.#volatile?.couldDiffer(recorded, replayed) === true
    )
  }

  /** An answer lent to an earlier request is wanted by one that is nearer to it: the earlier one goes without. */
  #giveBack(found: Answer, findAsker: (index: number) => ObservedAction | undefined): void {
    if (!('reclaimedFrom' in found) || found.reclaimedFrom === undefined) return
    const earlier = findAsker(found.reclaimedFrom)
    if (earlier) earlier.recorded = null
  }

  /** What happened within a tool whose output is served does not happen again: it is no position of the replay. */
  readonly skipped = new Set<number>()

  skipChildren(index: number): void {
    for (const child of this.#children.get(index) ?? []) {
      this.skipped.add(child)
      this.#book.skip(child)
      this.skipChildren(child)
    }
  }

  unserved(): number[] {
    return this.#book.unserved().filter((index) => !this.skipped.has(index))
  }
}

/** The operation of a request whose URL a rule may have changed. */
function reachOf(operation: string, asked: Matchable): string {
  return asked.method === 'CALL' ? operation : operationOf(asked.method, asked.url)
}

/** The ids of a JSON-RPC message and of the one whose answer it gets, where they differ. */
function messageOf(
  recorded: JsonValue,
  replayed: JsonValue,
): { recorded: JsonValue; replayed: JsonValue } | null {
  if (!isJsonObject(recorded) || !isJsonObject(replayed)) return null
  if (recorded['jsonrpc'] !== '2.0' || replayed['jsonrpc'] !== '2.0') return null
  const [before, now] = [recorded['id'], replayed['id']]
  return before === undefined || now === undefined || before === now
    ? null
    : { recorded: before, replayed: now }
}
