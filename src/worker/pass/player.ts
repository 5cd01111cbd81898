import type { RecordedAction, Value } from '../../core/cassette/schema.ts'
import type { RecordedSide } from '../../core/divergence/sides.ts'
import type { PathDifference } from '../../core/divergence/differences/json-paths.ts'
import { recordedSide } from '../../core/divergence/recorded-side.ts'
import { compareRequests } from '../../core/divergence/differences/request-difference.ts'
import type { JsonValue } from '../../core/json.ts'
import { createAnswerBook, type AnswerBook } from '../../core/matching/answer-book.ts'
import { askedOf, reachOf } from '../../core/matching/asked-of.ts'
import type { HeaderSelection } from '../../core/matching/compared-headers.ts'
import { MessagePool } from '../../core/matching/conversation.ts'
import { isSameRequest, type Matchable, type SentText } from '../../core/matching/matchable.ts'
import type { RuleSet } from '../../core/matching/match-rules.ts'
import { outcomeTexts } from '../../core/matching/outcome-texts.ts'
import { messageOf, renameAnswer } from '../../core/matching/rename-answer.ts'
import { volatileShape } from '../../core/matching/volatile-shape.ts'
import type { VolatileMemory, VolatileValue } from '../../core/matching/volatile-values.ts'
import {
  holdsVariables,
  variablesIn,
  withComparedVariables,
  type ComparedVariables,
} from '../../core/processes/variables.ts'
import type { Redactor } from '../../core/redaction/index.ts'
import type { Answered, AskedCall, Decision } from './decision.ts'
import { heldBy } from './mcp/held-by.ts'
import { withDecodedBody } from './requests/decoded-body.ts'
import { HeaderNotes } from './requests/header-notes.ts'
import { ReducedRequests } from './requests/reduced-requests.ts'
import type { ObservedAction } from './observed-action.ts'

export interface PlayerOptions {
  redactor: Redactor
  headers: HeaderSelection
  /** No answer is served to a request that differs. */
  exactOnly: boolean
  rules: RuleSet
  /** Explains what differs by values that the run generated; without it, nothing is. */
  volatile: VolatileMemory | null
  /** Variables of processes take no part: which of them vary is found out. */
  isVerification?: boolean
  /** Every request is parsed, for a comparison with another replay of the same code. */
  keepsRequests: boolean
}

/** Answers the requests of a replay from a recording: each call returns a decision, which the ledger files. */
export class Player {
  readonly recorded: readonly RecordedAction[]
  readonly #asked = new Map<number, { operation: string; asked: Matchable }>()
  readonly #byIndex: Map<number, RecordedAction>
  readonly #held: Map<number, number[]>
  readonly #book: AnswerBook
  readonly #reduced: ReducedRequests
  readonly #reduce: (request: Matchable) => Matchable
  readonly #exactOnly: boolean
  readonly #volatile: VolatileMemory | null
  readonly #rules: RuleSet
  readonly #bodies = new Map<number, JsonValue>()
  readonly #keepsRequests: boolean
  readonly #redactor: Redactor
  readonly #variables: ComparedVariables
  /** The headers that took no part in matching. */
  readonly headerNotes: HeaderNotes

  constructor(recorded: readonly RecordedAction[], options: PlayerOptions) {
    this.recorded = recorded
    this.#byIndex = new Map(recorded.map((action) => [action.index, action]))
    this.#held = heldBy(recorded)
    this.#exactOnly = options.exactOnly
    this.headerNotes = new HeaderNotes(options.headers, options.rules)
    this.#redactor = options.redactor
    const varying = new Set(options.headers.varying)
    this.#variables = holdsVariables(recorded) && !options.isVerification ? { varying } : 'none'
    this.#rules = options.rules
    this.#volatile = options.volatile
    this.#keepsRequests = options.keepsRequests
    this.#reduced = new ReducedRequests(options.redactor)
    this.#reduce = (request) => this.#reduced.of(request)
    const entries = recorded.map((action) => {
      const stored = askedOf(action, options.headers)
      const { operation, asked } = this.read(action.name, stored.operation, stored.asked)
      this.#asked.set(action.index, { operation, asked })
      this.#bodies.set(action.index, stored.asked.body)
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

  /** A rule goes by the names of actions: they are needed before the answer. */
  get namesFirst(): boolean {
    return this.#rules.needsName
  }

  /** The recorded ids that are others in this replay, with what they are in it. */
  get varying(): ReadonlyMap<string, string> {
    return this.#volatile?.varying() ?? new Map()
  }

  /** Applies the match rules to a request. */
  read(name: string, operation: string, sent: Matchable): AskedCall & { asked: Matchable } {
    const isProcess = sent.method === 'CALL' && sent.url.startsWith('process ')
    const content = isProcess
      ? { ...sent, body: withComparedVariables(sent.body, this.#variables) }
      : withDecodedBody(sent)
    const asked = this.#rules.request(name, content)
    return { operation: asked === content ? operation : reachOf(operation, asked), asked }
  }

  /** The names of variables that were set for processes of a name. */
  variablesOf(name: string): string[] {
    return this.recorded
      .filter((action) => action.type === 'process' && action.name === name)
      .flatMap(({ inputs }) => Object.keys(variablesIn(inputs?.json ?? null) ?? {}))
  }

  /**
   * Answers a request whose text is the recorded one of the next action, without parsing it. `null` where it is not, which
   * decides nothing.
   */
  answerNext(operation: string, sent: SentText): Answered | null {
    if (!this.#rules.isEmpty || this.#keepsRequests) return null
    const index = this.#book.takeNext(operation, sent)
    if (index === null) return null
    const recorded = this.#byIndex.get(index)!
    const answer = this.rename(recorded, null, true)
    return { kind: 'equal', operation, asked: null, recorded, answer }
  }

  /**
   * Finds the answer to a request and consumes it.
   *
   * @param asker Identifies the request in the replay.
   * @param body The body before the match rules.
   * @returns The decision, and the earlier request whose mismatched answer it takes over.
   */
  answer(
    { operation, asked }: AskedCall & { asked: Matchable },
    { asker, body }: { asker: number; body: JsonValue },
  ): { decision: Decision; reclaimedFrom: number | null } {
    const found = this.#exactOnly
      ? this.#book.takeEqual(operation, asked, asker)
      : this.#book.take(operation, asked, asker)
    if (found.kind === 'blocked') {
      const nearest = found.nearest === null ? null : this.#byIndex.get(found.nearest)!
      return {
        decision: { kind: 'blocked', cause: 'unrecorded', operation, asked, nearest },
        reclaimedFrom: null,
      }
    }
    const recorded = this.#byIndex.get(found.index)!
    const answer = this.rename(recorded, body, found.kind === 'equal' && !recorded.websocket)
    const answered = { operation, asked, recorded, answer }
    return {
      decision:
        found.kind === 'volatile'
          ? { kind: 'volatile', values: found.values, ...answered }
          : { kind: found.kind === 'equal' ? 'equal' : 'mismatched', ...answered },
      reclaimedFrom: found.reclaimedFrom ?? null,
    }
  }

  /** Gives a message that a recorded server sent by itself. */
  give(recorded: RecordedAction): Answered {
    this.#book.skip(recorded.index)
    this.#volatile?.known.addSame(() => recorded.inputs?.json ?? null)
    return { kind: 'equal', operation: '', asked: null, recorded, answer: this.rename(recorded) }
  }

  hasOperation(operation: string): boolean {
    return [...this.#asked.values()].some((recorded) => recorded.operation === operation)
  }

  /** The unserved actions of an operation, and what each was asked. */
  unservedOf(
    isMeant: (operation: string) => boolean,
  ): Array<{ recorded: RecordedAction; body: JsonValue }> {
    return this.#book.unserved().flatMap((index) => {
      if (!isMeant(this.#asked.get(index)!.operation)) return []
      return [{ recorded: this.#byIndex.get(index)!, body: this.#bodies.get(index)! }]
    })
  }

  /** Decides again on an answer that was given before its request was whole. */
  review({ recorded, answer }: Answered, sent: Matchable): Answered {
    const { operation, asked } = this.read(recorded.name, '', sent)
    const before = this.#asked.get(recorded.index)!.asked
    const answered = { operation, asked, recorded, answer }
    if (isSameRequest(this.#reduce(before), this.#reduce(asked)))
      return { kind: 'equal', ...answered }
    const values = this.#volatile?.explain(this.#reduce(before), this.#reduce(asked))
    return values ? { kind: 'volatile', values, ...answered } : { kind: 'mismatched', ...answered }
  }

  /** Finds the recorded action that still waits for a call, without consuming it. */
  awaits({ operation, asked }: AskedCall & { asked: Matchable }): {
    kind: 'equal' | 'volatile'
    recorded: RecordedAction
  } | null {
    const found = this.#book.peek(operation, asked)
    return found && { kind: found.kind, recorded: this.#byIndex.get(found.index)! }
  }

  /** Remembers the ids of an answer that was served: they are the same on both sides. */
  addServed(recorded: RecordedAction): void {
    this.#volatile?.known.addSame(() => outcomeTexts(recorded))
  }

  /** Puts the ids of the replay into a recorded answer. */
  rename(recorded: RecordedAction, body: JsonValue = null, isEqual = false): RecordedAction {
    if (!this.#volatile) return recorded
    const { known, renamed } = this.#volatile
    const asked = this.#bodies.get(recorded.index)!
    if (isEqual) known.addSame(() => [recorded.request?.url ?? '', asked])
    return renameAnswer(recorded, { ids: renamed, message: messageOf(asked, body) })
  }

  /** Remembers which id of a fresh outcome stands for which recorded one. */
  addOutcome(recorded: RecordedAction, fresh: RecordedAction): void {
    this.#volatile?.known.addPair(outcomeTexts(recorded), outcomeTexts(fresh))
  }

  /** Reads requests anew: secrets that they hold have become known. */
  readAgain(): void {
    this.#reduced.forget()
  }

  /** Brings an output into the form that is compared. */
  outputOf(name: string, output: JsonValue): JsonValue {
    return this.#rules.output(name, this.level(output))
  }

  /** Numbers placeholders so that both sides can be compared. */
  level<T extends JsonValue>(value: T): T {
    return this.#redactor.level(value)
  }

  levelValue(value: Value): Value {
    return { ...value, json: this.level(value.json) }
  }

  /** Explains the difference of two outputs by values that both runs generated. */
  explainOutput(before: JsonValue, now: JsonValue): VolatileValue[] {
    return this.#volatile?.explainValues(before, now, 'output') ?? []
  }

  /** Lists the differences between a recorded request and a sent one. */
  differences(asked: Matchable, recorded: RecordedAction): PathDifference[] {
    const before = this.#reduce(this.#asked.get(recorded.index)!.asked)
    return compareRequests(before, this.#reduce(asked), new MessagePool()).flatMap(
      (change) => change.differences,
    )
  }

  /** Lists the recorded actions that take part in the replay, as one side of its alignment. */
  recordedSides(): RecordedSide[] {
    return this.recorded
      .filter((action) => !this.skipped.has(action.index))
      .map((action) => {
        const { operation, asked } = this.#asked.get(action.index)!
        return recordedSide(action, operation, () => this.#reduce(asked))
      })
  }

  /** Returns the request of an action in the form it is compared in. */
  askedBy(action: Pick<ObservedAction, 'matchable' | 'recorded'>): Matchable | null {
    if (action.matchable) return this.#reduce(action.matchable)
    return action.recorded && this.#reduce(this.#asked.get(action.recorded.index)!.asked)
  }

  /** Recognises a difference in values that both runs may have generated: next to a real change, it is noise. */
  isNoise({ recorded, replayed }: PathDifference): boolean {
    if (recorded === undefined || replayed === undefined) return false
    return this.#volatile?.couldDiffer(recorded, replayed) === true
  }

  /** Actions within a tool whose output is served. They do not happen again, so they are no positions of the replay. */
  readonly skipped = new Set<number>()

  /** Takes the actions within a served one out of the replay. */
  skipChildren(index: number): void {
    for (const child of this.#held.get(index) ?? []) {
      this.skipped.add(child)
      this.#book.skip(child)
      this.skipChildren(child)
    }
  }

  unserved(): number[] {
    return this.#book.unserved().filter((index) => !this.skipped.has(index))
  }
}
