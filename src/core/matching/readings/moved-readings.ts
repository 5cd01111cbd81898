import { isClockReading } from '../clock-reading.ts'
import type { ClockTime } from '../clock-forms.ts'
import type { VolatileValue } from '../volatile-values.ts'
import { lexText, readClock } from '../volatile-tokens.ts'

/** The readings of one place in the code, which a journal holds and a replay got back in their order. */
export interface ReadingPlace {
  /** Times in milliseconds since 1970, or uuids. */
  readonly recorded: ReadonlyArray<number | string>
  /** The number of times that the replay has read there. */
  readonly count: number
  /** The order of its readers varies by itself. */
  readonly moves: boolean
}

/** All readings of a replay that is over. */
export interface RunReadings<Place extends ReadingPlace = ReadingPlace> {
  readonly places: readonly Place[]
  /** Times that clocks of SDKs gave in the replay, and those beyond the journal. */
  readonly others: readonly number[]
  /** No two actions of the recording overlapped: what reads at one place reads in one order. */
  readonly isSequential: boolean
}

/** A value that stands where the recording has another one of the journal, and the places that read the two. */
export interface MovedReading<Place extends ReadingPlace = ReadingPlace> {
  value: VolatileValue
  places: Place[]
}

/**
 * Finds readings of the journal that came back at another place than they were recorded at, among values that a replay took
 * for its own: the agent sends the second time where it sent the first.
 *
 * A place that was read more or less often than in the recording is left out, since its readings have all moved on by one; and
 * so is one that parallel branches share, since each may be the first.
 */
export function findMovedReadings<Place extends ReadingPlace>(
  values: readonly VolatileValue[],
  { places, others, isSequential }: RunReadings<Place>,
): Array<MovedReading<Place>> {
  return values.flatMap((value) => {
    const [before, now] = [testOf(value.recorded), testOf(value.replayed)]
    if (others.some(now)) return []
    const read = places.filter(({ recorded }) => recorded.some(before))
    const sent = places.filter(({ recorded, count }) => recorded.slice(0, count).some(now))
    if (read.length === 0 || sent.length === 0) return []
    const isOne = read.some(({ recorded }) => recorded.some((each) => before(each) && now(each)))
    const isShared = read.some((place) => sent.includes(place))
    if (isOne || (isShared && !isSequential)) return []
    return [{ value, places: [...new Set([...read, ...sent])] }]
  })
}

/** Checks that a reading can be trusted to be the one of its place: all of its places are read as often as they were, in one order. */
export function isCertain({ places }: MovedReading): boolean {
  return places.every(({ recorded, count, moves }) => count === recorded.length && !moves)
}

/** Makes a test for the readings that a text can be. */
function testOf(text: string): (reading: number | string) => boolean {
  const [token] = lexText(text).tokens
  const times: ClockTime[] = (token?.text === text && readClock(token)) || []
  return (reading) =>
    typeof reading === 'string'
      ? reading === text
      : times.some((time) => isClockReading(time, { from: reading, to: reading }))
}
