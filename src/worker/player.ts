import type { RecordedAction } from '../core/cassette/schema.ts'
import { recordedSide } from '../core/divergence/recorded-side.ts'
import type { RecordedSide } from '../core/divergence/find-divergences.ts'
import { compareRequests } from '../core/divergence/request-difference.ts'
import { createAnswerBook, type Answer, type AnswerBook } from '../core/matching/answer-book.ts'
import { askedOf } from '../core/matching/asked-of.ts'
import { MessagePool } from '../core/matching/conversation.ts'
import type { Matchable, SentText } from '../core/matching/matchable.ts'
import { normalizePlaceholders, type Redactor } from '../core/redaction/index.ts'
import type { ObservedAction } from './observed-action.ts'
import type { PathDifference } from '../core/divergence/json-paths.ts'

/** Answers the requests of a replay from a recording. */
export class Player {
  readonly recorded: readonly RecordedAction[]
  readonly #asked = new Map<number, { operation: string; asked: Matchable }>()
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
      const { operation, asked } = askedOf(action, options.headers)
      this.#asked.set(action.index, { operation, asked })
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
    action.matches = true
    action.recorded = this.#byIndex.get(index)!
    action.answer = action.recorded
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
    action.matchable = asked
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
    if (found.kind === 'anchored') {
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

  /** An answer lent to an earlier request is wanted by one that is nearer to it: the earlier one goes without. */
  #giveBack(found: Answer, findAsker: (index: number) => ObservedAction | undefined): void {
    if ((found.kind !== 'equal' && found.kind !== 'anchored') || found.reclaimedFrom === undefined)
      return
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
