import type { SetIntervals } from '../context/scope.ts'

/** Milliseconds between two calls of an interval that is hurried. */
const HURRIED = 2

/** The intervals that the code of a run has set. */
export class RunIntervals implements SetIntervals {
  /** They fire as fast as they can: what they send in another number then depends on nothing but time. */
  readonly areHurried: boolean
  /** The code of the run has set one. */
  areSet = false
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(pace: 'own' | 'hurried') {
    this.areHurried = pace === 'hurried'
  }

  delayOf(delay: number | undefined): number | undefined {
    this.areSet = true
    return this.areHurried ? Math.min(delay ?? 1, HURRIED) : delay
  }

  add(timer: NodeJS.Timeout): void {
    if (this.areHurried) this.#timers.add(timer)
  }

  /** Clears those that are hurried, when their run is over. */
  end(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#timers.clear()
  }
}
