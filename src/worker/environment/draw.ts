import type { ReadApi } from '../../core/cassette/journal.ts'
import type { Reader } from './read-ledger.ts'

/** The ways to read one kind of value: real, seeded, or restored from the journal. */
export interface Draw<T> {
  api: ReadApi
  how?: string
  dimension: 'clock' | 'random' | 'uuid'
  /** The function that the user called. */
  below: Reader
  real(): T
  actual?(): T
  /** A value of this kind that is equal for equal numbers. */
  seeded(random: () => number): T
  /** The recorded value where it can stand for this read, else `undefined`. */
  restore(recorded: number | string): T | undefined
  store(value: T): number | string
  /** A value of this kind that is another one in whatever is made of it, where chance might give the same twice. */
  other?(recorded: number | string): T
}
