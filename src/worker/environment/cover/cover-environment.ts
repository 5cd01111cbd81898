import { coverDate, coverMath, coverPerformance } from './cover-clock.ts'
import { coverCrypto } from './cover-crypto.ts'
import { coverFormat, coverHrtime } from './cover-timers.ts'
import { countedCover } from './counted-cover.ts'

/**
 * Covers the clock and the sources of random values while any run goes on. Reads go to the run in
 * whose scope they are made.
 */
export const coverEnvironment = countedCover(() => [
  coverDate(),
  coverPerformance(),
  coverHrtime(),
  coverFormat(),
  coverMath(),
  coverCrypto(),
])
