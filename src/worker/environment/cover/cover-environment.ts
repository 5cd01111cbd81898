import { coverDate, coverMath, coverPerformance } from './cover-clock.ts'
import { coverCrypto } from './cover-crypto.ts'
import { coverFormat, coverHrtime } from './cover-timers.ts'
import { countedCover } from './counted-cover.ts'

/** Has the clock and the sources of chance ask the run, in whose scope they are read, as long as any run goes on. */
export const coverEnvironment = countedCover(() => [
  coverDate(),
  coverPerformance(),
  coverHrtime(),
  coverFormat(),
  coverMath(),
  coverCrypto(),
])
