/** More than these are not kept: who reads on and on reads the real ones. */
const MAX_READS = 10_000

/**
 * What one replay read by place and turn, for the next one to be given back. It lives as long as the test: what a machine says
 * of itself belongs into no cassette.
 */
export class KeptReads {
  readonly #before: KeptReads | null
  readonly #values = new Map<string, unknown[]>()
  #reads = 0

  constructor(before: KeptReads | null) {
    this.#before = before
  }

  at<T>(key: string, turn: number): { value: T } | null {
    const values = this.#values.get(key) ?? []
    return turn < values.length ? { value: values[turn] as T } : null
  }

  /** Settles the next value of a place, knowing the one that the replay before had there. */
  next<T>(key: string, settle: (before: { value: T } | null, turn: number) => T): T {
    const values = this.#values.get(key) ?? []
    const turn = values.length
    const value = settle(this.#before?.at<T>(key, turn) ?? null, turn)
    if (this.#reads++ >= MAX_READS) return value
    values.push(value)
    this.#values.set(key, values)
    return value
  }
}
