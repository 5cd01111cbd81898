import { otherOrder } from '../../core/analysis/determinism/other-order.ts'
import { answeredAt } from '../../core/cassette/answer-time.ts'
import { seededRandom } from '../../core/seeded-random.ts'
import type { RecordedAction } from '../../core/cassette/schema.ts'
import type { Perturbation } from '../environment/read-ledger.ts'
import { workerState } from '../context/scope.ts'
import { nextTurn } from '../context/timers.ts'

/** Turns of the event loop in which what was asked in parallel has come together. */
const GATHER = 3
/** Turns between two answers: enough for the first to be read and acted upon. */
const APART = 12
/** Turns after which an answer is waited for no more that came earlier in the recording. */
const PATIENCE = 2 * APART

interface Waiting {
  recorded: RecordedAction
  release(): void
}

/** Milliseconds after which an answer that came after the return is given to a run that waits for nothing else. */
const HELD = 50

/** Milliseconds in which another branch of the agent is waited for, at least and at most. */
const LEAST_AHEAD = 250
const MOST_AHEAD = 1000

/** The run that is replayed, as far as answers are held back by it. */
export interface WatchedRun {
  /** When the recorded agent returned, in milliseconds since the start of its run; absent where no answer came later. */
  returnedAt: number | undefined
  /** Milliseconds since the start of the run. */
  now(): number
  /** The run waits for nothing but answers that are held back. */
  isStill(held: number): boolean
}

/** Delays recorded answers, so that they arrive in the recorded order or, where the order is varied, parallel ones in another. */
export class ArrivalOrder {
  /** All that was recorded, in the order it came to an end. */
  readonly #ended: RecordedAction[]
  readonly #parents: Map<number, number | null>
  readonly #perturbation: Perturbation | null
  readonly #random: () => number
  /** Answers that have arrived, or that none which comes after them waits for any more. */
  readonly #arrived = new Set<number>()
  /** Answers that those which came after them, of what was asked meanwhile, wait for no more. */
  readonly #unawaited = new Set<number>()
  #waiting: Waiting[] = []
  /** Answers that came after the agent had returned, which does not wait for them. */
  readonly #held = new Set<RecordedAction>()
  /** Answers to what was asked before something that the recorded agent had asked, and had had its answer to, by then. */
  #ahead = 0
  readonly #heldUntil = new Map<number, number>()
  /** The recorded actions of each function, the one that was answered first at the end; what has arrived is taken off there. */
  readonly #answered = new Map<number | null, RecordedAction[]>()
  #returnedAt: number | undefined
  #run: Omit<WatchedRun, 'returnedAt'> = { now: workerState.now, isStill: () => true }
  #isReleasing = false
  #quiet = 0

  constructor(actions: readonly RecordedAction[], perturbation: Perturbation | null) {
    this.#ended = [...actions].sort(byEnd)
    this.#parents = new Map(actions.map(({ index, parent }) => [index, parent]))
    for (const action of [...actions].sort(byAnswer).reverse()) {
      const siblings = this.#answered.get(action.parent)
      if (siblings) siblings.push(action)
      else this.#answered.set(action.parent, [action])
    }
    this.#perturbation = perturbation?.dimensions.has('arrival_order') ? perturbation : null
    this.#random = seededRandom(`${perturbation?.seed ?? 0} answers`)
  }

  /** Delays the answers that the recorded agent did not wait for until the agent has returned. */
  watch({ returnedAt, ...run }: WatchedRun): void {
    this.#returnedAt = returnedAt
    this.#run = run
  }

  /** Notes that the agent has returned. */
  noteReturn(): void {
    this.#returnedAt = undefined
    this.#held.clear()
  }

  /** Resolves when an answer's turn has come; `undefined` where it need not wait. */
  turnOf(recorded: RecordedAction): Promise<void> | undefined {
    if (this.#returnedAt !== undefined && answeredAt(recorded) > this.#returnedAt)
      return this.#afterReturn(recorded)
    const missing = this.#missingBefore(recorded)
    return missing ? this.#waitAhead(recorded, missing) : this.#turnOf(recorded)
  }

  async #afterReturn(recorded: RecordedAction): Promise<void> {
    this.#held.add(recorded)
    let since = workerState.now()
    while (this.#held.has(recorded) && workerState.now() - since < HELD) {
      await nextTurn()
      if (!this.#run.isStill(this.#held.size + this.#ahead)) since = workerState.now()
    }
    this.#held.delete(recorded)
    await this.#turnOf(recorded)
  }

  /** When the agent was given a recorded answer that it had asked for before others that came before it, in milliseconds of the run. */
  heldUntil({ index }: RecordedAction): number | undefined {
    return this.#heldUntil.get(index)
  }

  /** The first action that the recorded agent had its answer to before it asked this one, and which has not been asked yet. */
  #missingBefore(recorded: RecordedAction): RecordedAction | undefined {
    const answered = this.#answered.get(recorded.parent) ?? []
    let first = answered.at(-1)
    for (; first && this.#arrived.has(first.index); first = answered.at(-1)) answered.pop()
    return first && answeredAt(first) <= recorded.start ? first : undefined
  }

  /**
   * Lets other branches of the agent, of which the clock has made this one come first, ask what they had asked before. An agent that
   * waits for this answer instead gets it, and has asked in another order.
   */
  async #waitAhead(recorded: RecordedAction, first: RecordedAction): Promise<void> {
    this.#ahead += 1
    const asked = workerState.now()
    const patience = Math.min(Math.max(recorded.start - first.start, LEAST_AHEAD), MOST_AHEAD)
    let missing: RecordedAction | undefined = first
    for (let still = 0; missing && still < APART && workerState.now() < asked + patience;) {
      await nextTurn()
      still = this.#run.isStill(this.#held.size + this.#ahead) ? still + 1 : 0
      missing = this.#missingBefore(recorded)
    }
    this.#ahead -= 1
    this.#heldUntil.set(recorded.index, this.#run.now())
    for (; missing; missing = this.#missingBefore(recorded)) this.#arrived.add(missing.index)
    await this.#turnOf(recorded)
  }

  #turnOf(recorded: RecordedAction): Promise<void> | undefined {
    const mayPass = this.#perturbation === null && this.#isAlone(recorded)
    // It never answers: whoever asked gives up by a clock of its own.
    if (mayPass || recorded.error?.name === 'AbortError') {
      this.note(recorded)
      return undefined
    }
    return new Promise((release) => {
      this.#waiting.push({ recorded, release })
      if (!this.#isReleasing)
        void (this.#perturbation ? this.#releaseGroups() : this.#releaseInTurn())
    })
  }

  /** Notes that an action has ended without waiting for its turn. */
  note({ index }: RecordedAction): void {
    this.#arrived.add(index)
    this.#quiet = 0
  }

  /** Nothing ended while this action was under way, and no answer is waiting that came before it. */
  #isAlone(recorded: RecordedAction): boolean {
    const [next] = this.#endedDuring(recorded)
    return next === undefined && this.#waiting.every((other) => byEnd(other.recorded, recorded) > 0)
  }

  *#endedDuring(recorded: RecordedAction): Generator<RecordedAction> {
    let [from, to] = [0, this.#ended.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (endOf(this.#ended[middle]!) <= recorded.start) from = middle + 1
      else to = middle
    }
    for (; from < this.#ended.length; from++) {
      const other = this.#ended[from]!
      if (byEnd(other, recorded) >= 0) return
      // Started once the agent had this answer, of which it was still reading the body.
      if (other.start >= answeredAt(recorded)) continue
      // Actions within a function end with it, and do not happen where its output is served.
      if (!this.#isWithin(other, recorded)) yield other
    }
  }

  #isWithin(action: RecordedAction, outer: RecordedAction): boolean {
    let { parent } = action
    while (parent !== null && parent > outer.index) parent = this.#parents.get(parent) ?? null
    return parent === outer.index
  }

  async #releaseInTurn(): Promise<void> {
    this.#isReleasing = true
    while (this.#waiting.length > 0) {
      await nextTurn()
      if (++this.#quiet < APART) continue
      const next = this.#waiting.sort((a, b) => byEnd(a.recorded, b.recorded))[0]!
      const missing = [...this.#endedDuring(next.recorded)].filter(
        ({ index }) => !this.#arrived.has(index) && !this.#unawaited.has(index),
      )
      if (missing.length > 0 && this.#quiet < PATIENCE) continue
      for (const { index } of missing) this.#unawaited.add(index)
      this.#waiting.shift()
      this.note(next.recorded)
      next.release()
    }
    this.#isReleasing = false
  }

  async #releaseGroups(): Promise<void> {
    this.#isReleasing = true
    while (this.#waiting.length > 0) {
      for (let turn = 0; turn < GATHER; turn++) await nextTurn()
      const group = this.#waiting.sort((a, b) => byEnd(a.recorded, b.recorded))
      this.#waiting = []
      const others = otherOrder(group, this.#perturbation!.seed, this.#random)
      for (const [position, { release }] of others.entries()) {
        release()
        if (position === group.length - 1) break
        for (let turn = 0; turn < APART; turn++) await nextTurn()
      }
    }
    this.#isReleasing = false
  }
}

/** When an action had its answer, as far as others could wait for it. */
function endOf(action: RecordedAction): number {
  return isLeftOpen(action) ? answeredAt(action) : action.start + action.duration
}

/**
 * Returns `true` for what stayed open until its client left it: a WebSocket, and a stream of events that was subscribed to,
 * as those of MCP are. What else the client did meanwhile did not wait for its end.
 */
function isLeftOpen({ websocket, request, response }: RecordedAction): boolean {
  if (websocket) return true
  return response?.end === 'aborted' && (!response.body || request?.method === 'GET')
}

function byAnswer(a: RecordedAction, b: RecordedAction): number {
  return answeredAt(a) - answeredAt(b) || a.index - b.index
}

function byEnd(a: RecordedAction, b: RecordedAction): number {
  return endOf(a) - endOf(b) || a.index - b.index
}
