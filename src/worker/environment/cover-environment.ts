import { coverDate, coverMath, coverPerformance } from './cover-clock.ts'
import { coverCrypto } from './cover-crypto.ts'
import { coverFormat, coverHrtime } from './cover-timers.ts'

let covers = 0
let uncover: Array<() => void> = []

/** Has the clock and the sources of chance ask the run, in whose scope they are read, as long as any run goes on. */
export function coverEnvironment(): () => void {
  if (covers++ === 0)
    uncover = [
      coverDate(),
      coverPerformance(),
      coverHrtime(),
      coverFormat(),
      coverMath(),
      coverCrypto(),
    ]
  return () => {
    if (--covers > 0) return
    for (const undo of uncover) undo()
  }
}
