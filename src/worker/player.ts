import type { RecordedAction } from '../core/cassette/schema.ts'
import { causeOf } from '../core/divergence/cause.ts'
import { compareRequests } from '../core/divergence/request-difference.ts'
import type { JsonValue } from '../core/json.ts'
import { createAnswerBook, type Answer, type AnswerBook } from '../core/matching/answer-book.ts'
import {
  operationOf,
  toMatchable,
  type Matchable,
  type SentText,
} from '../core/matching/matchable.ts'
import { normalizePlaceholders, type Redactor } from '../core/redaction/index.ts'
import type { ObservedAction } from './observed-action.ts'

/** Which operation a recorded action is, and what it was asked. */
function askedOf(
  action: RecordedAction,
  headers: readonly string[],
): { operation: string; asked: Matchable } {
  if (action.request) {
    return {
      operation: operationOf(action.request.method, action.request.url),
      asked: toMatchable(action.request, headers),
    }
  }
  const operation = `${action.type} ${action.name}`
  return {
    operation,
    asked: callMatchable(operation, action.inputs ? valueJson(action.inputs) : null),
  }
}

/** What a tool's or step's call is matched by. */
export function callMatchable(operation: string, inputs: JsonValue): Matchable {
  return { method: 'CALL', url: operation, headers: [], body: inputs }
}

/** A value with what makes it more than JSON, so that a date and its text differ. */
export function valueJson(value: { json: JsonValue; meta?: JsonValue }): JsonValue {
  return value.meta === undefined ? value.json : { value: value.json, types: value.meta }
}

/** Answers the requests of a replay from a recording. */
export class Player {
  readonly recorded: readonly RecordedAction[]
  readonly operations = new Map<number, string>()
  readonly #asked = new Map<number, Matchable>()
  readonly #byIndex: Map<number, RecordedAction>
  readonly #children = new Map<number, number[]>()
  readonly #book: AnswerBook
  readonly #reduce: (request: Matchable) => Matchable
  readonly #exactOnly: boolean
  /** Whether a divergence ended the answering. */
  stopped = false

  constructor(
    recorded: readonly RecordedAction[],
    options: { redactor: Redactor; headers: readonly string[]; exactOnly: boolean },
  ) {
    this.recorded = recorded
    this.#byIndex = new Map(recorded.map((action) => [action.index, action]))
    this.#exactOnly = options.exactOnly
    this.#reduce = (request) => ({
      ...request,
      body: normalizePlaceholders(options.redactor.json(request.body)),
    })
    const entries = recorded.map((action) => {
      const { operation, asked } = askedOf(action, options.headers)
      this.operations.set(action.index, operation)
      this.#asked.set(action.index, asked)
      if (action.parent !== null) {
        const siblings = this.#children.get(action.parent)
        if (siblings) siblings.push(action.index)
        else this.#children.set(action.parent, [action.index])
      }
      return { index: action.index, operation, asked }
    })
    this.#book = createAnswerBook(entries, { reduce: this.#reduce })
  }

  /** Like `answer`, for a request that is the very text that was recorded next; `null` says nothing. */
  answerNext(action: ObservedAction, asked: SentText): RecordedAction | null {
    const index = this.stopped ? null : this.#book.takeNext(action.operation, asked)
    if (index === null) return null
    action.treatment = 'equal'
    action.recorded = this.#byIndex.get(index)!
    return action.recorded
  }

  /** Finds the answer for an action, notes on it what was found, and returns the recorded action that answers. */
  answer(
    action: ObservedAction,
    asked: Matchable,
    options: {
      stopAtDivergence: boolean
      findAsker: (index: number) => ObservedAction | undefined
    },
  ): RecordedAction | null {
    this.nearest = null
    if (this.stopped) return null
    const found = this.#exactOnly
      ? this.#book.takeEqual(action.operation, asked, action.index)
      : this.#book.take(action.operation, asked, action.index)
    this.#giveBack(found, options.findAsker)
    if (found.kind === 'blocked') return this.#block(action, asked, found.nearest)
    const recorded = this.#byIndex.get(found.index)!
    action.recorded = recorded
    action.treatment = found.kind
    if (found.kind === 'anchored') {
      this.#noteDifference(action, asked, found.index)
      if (options.stopAtDivergence) {
        this.stopped = true
        this.nearest = recorded
        action.treatment = 'blocked'
        return null
      }
    }
    return recorded
  }

  /** The recorded action that a blocked one comes nearest to. */
  nearest: RecordedAction | null = null

  #block(action: ObservedAction, asked: Matchable, nearest: number | null): null {
    action.treatment = 'blocked'
    this.nearest = nearest === null ? null : this.#byIndex.get(nearest)!
    if (nearest !== null) this.#noteDifference(action, asked, nearest)
    return null
  }

  #noteDifference(action: ObservedAction, asked: Matchable, recorded: number): void {
    const replayed = this.#reduce(asked)
    action.inputs = compareRequests(this.#reduce(this.#asked.get(recorded)!), replayed)
    if (this.#byIndex.get(recorded)!.type === 'llm')
      action.cause = causeOf(action.inputs, replayed.body)
  }

  /** An answer lent to an earlier request is wanted by the one it was recorded for: the earlier one was an extra call. */
  #giveBack(found: Answer, findAsker: (index: number) => ObservedAction | undefined): void {
    if (found.kind !== 'equal' || found.reclaimedFrom === undefined) return
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
