import { otherOrder } from '../../core/analysis/determinism/other-order.ts'
import { seededRandom } from '../../core/analysis/determinism/seeded-random.ts'
import type { Perturbation } from '../environment/read-ledger.ts'
import type { ReplayResponse } from '../intercept/http-call.ts'
import { nextTurn } from '../intercept/timers.ts'
import { cutElsewhere } from './cut-elsewhere.ts'

/** Turns of the event loop in which what was asked in parallel has come together. */
const GATHER = 3
/** Turns between two answers: enough for the first to be read and acted upon. */
const APART = 12

/** How answers come in a perturbed replay: parallel ones in another order, streams cut elsewhere. */
export class AnswerPerturbation {
  readonly #dimensions: Perturbation['dimensions']
  readonly #random: () => number
  readonly #seed: number
  #held: Array<() => void> = []
  #releasing = false

  constructor({ seed, dimensions }: Perturbation) {
    this.#seed = seed
    this.#dimensions = dimensions
    this.#random = seededRandom(`${seed} answers`)
  }

  /** Holds an answer back until those that were asked for with it have come before it. */
  delay<T>(answer: Promise<T>): Promise<T> {
    if (!this.#dimensions.has('arrival_order')) return answer
    // It may be an error, which nobody waits for yet.
    answer.catch(() => {})
    const turn = new Promise<void>((release) => this.#held.push(release))
    if (!this.#releasing) void this.#release()
    return turn.then(() => answer)
  }

  async #release(): Promise<void> {
    this.#releasing = true
    while (this.#held.length > 0) {
      for (let turn = 0; turn < GATHER; turn++) await nextTurn()
      const group = otherOrder(this.#held, this.#seed, this.#random)
      this.#held = []
      for (const [position, release] of group.entries()) {
        release()
        if (position === group.length - 1) break
        for (let turn = 0; turn < APART; turn++) await nextTurn()
      }
    }
    this.#releasing = false
  }

  /** Cuts a streamed body elsewhere: within lines, events and characters, as a network does. */
  cut(response: ReplayResponse): ReplayResponse {
    if (!this.#dimensions.has('chunking') || response.pieces.length < 2) return response
    return { ...response, pieces: cutElsewhere(response.pieces, this.#seed, this.#random) }
  }
}
