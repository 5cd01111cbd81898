import { otherOrder } from '../../core/analysis/determinism/other-order.ts'
import { seededRandom } from '../../core/seeded-random.ts'
import type { RecordedAction } from '../../core/cassette/schema.ts'
import type { Perturbation } from '../environment/read-ledger.ts'
import { nextTurn } from '../context/timers.ts'

/** Turns of the event loop in which what was asked in parallel has come together. */
const GATHER = 3
/** Turns between two answers: enough for the first to be read and acted upon. */
const APART = 12
/** Turns after which an answer is waited for no more that came earlier in the recording. */
const PATIENCE = 2 * APART

interface Held {
  recorded: RecordedAction
  release(): void
}

/** Has recorded answers arrive one after the other as they did, or, where that is varied, parallel ones in another order. */
export class ArrivalOrder {
  /** All that was recorded, in the order it came to an end. */
  readonly #ended: RecordedAction[]
  readonly #parents: Map<number, number | null>
  readonly #perturbation: Perturbation | null
  readonly #random: () => number
  /** What has arrived, and what is not waited for any more. */
  readonly #arrived = new Set<number>()
  #held: Held[] = []
  #isReleasing = false
  #quiet = 0

  constructor(actions: readonly RecordedAction[], perturbation: Perturbation | null) {
    this.#ended = [...actions].sort(byEnd)
    this.#parents = new Map(actions.map(({ index, parent }) => [index, parent]))
    this.#perturbation = perturbation?.dimensions.has('arrival_order') ? perturbation : null
    this.#random = seededRandom(`${perturbation?.seed ?? 0} answers`)
  }

  /** Resolves when an answer's turn has come; `undefined` where it need not wait. */
  turnOf(recorded: RecordedAction): Promise<void> | undefined {
    const mayPass = this.#perturbation === null && this.#isAlone(recorded)
    // It never answers: whoever asked gives up by a clock of its own.
    if (mayPass || recorded.error?.name === 'AbortError') {
      this.note(recorded)
      return undefined
    }
    return new Promise((release) => {
      this.#held.push({ recorded, release })
      if (!this.#isReleasing)
        void (this.#perturbation ? this.#releaseGroups() : this.#releaseInTurn())
    })
  }

  /** What was recorded of an action that runs has come, by itself. */
  note({ index }: RecordedAction): void {
    this.#arrived.add(index)
    this.#quiet = 0
  }

  /** Nothing came to its end while this was under way, and nothing is held that came before it. */
  #isAlone(recorded: RecordedAction): boolean {
    const [next] = this.#endedDuring(recorded)
    return next === undefined && this.#held.every((held) => byEnd(held.recorded, recorded) > 0)
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
      // What a function did is over with it, and is not asked for where its output is given back.
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
    while (this.#held.length > 0) {
      await nextTurn()
      if (++this.#quiet < APART) continue
      const next = this.#held.sort((a, b) => byEnd(a.recorded, b.recorded))[0]!
      const missing = [...this.#endedDuring(next.recorded)].filter(
        ({ index }) => !this.#arrived.has(index),
      )
      if (missing.length > 0 && this.#quiet < PATIENCE) continue
      for (const { index } of missing) this.#arrived.add(index)
      this.#held.shift()
      this.note(next.recorded)
      next.release()
    }
    this.#isReleasing = false
  }

  async #releaseGroups(): Promise<void> {
    this.#isReleasing = true
    while (this.#held.length > 0) {
      for (let turn = 0; turn < GATHER; turn++) await nextTurn()
      const group = this.#held.sort((a, b) => byEnd(a.recorded, b.recorded))
      this.#held = []
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

function endOf({ start, duration }: RecordedAction): number {
  return start + duration
}

function byEnd(a: RecordedAction, b: RecordedAction): number {
  return endOf(a) - endOf(b) || a.index - b.index
}
