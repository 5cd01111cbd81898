/** Reads beyond this number are not kept, and so are real in the next replay. */
const MAX_READS = 10_000

/**
 * The readings of one replay by place and turn, which the next one repeats. They live as long as
 * the test: facts about the machine do not belong in a cassette.
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

  /** Chooses the next value of a place, based on the value that the replay before had there. */
  next<T>(key: string, choose: (before: { value: T } | null, turn: number) => T): T {
    const values = this.#values.get(key) ?? []
    const turn = values.length
    const value = choose(this.#before?.at<T>(key, turn) ?? null, turn)
    if (this.#reads++ >= MAX_READS) return value
    values.push(value)
    this.#values.set(key, values)
    return value
  }
}
