import { workerState } from '../../context/scope.ts'
import { replaceDate } from './cover-clock.ts'

/** No more readings are remembered. */
const MOST_READS = 500

/**
 * Listens to readings of the clock by modules while they are loaded: a run goes on with what they keep, and they read another
 * time in each process.
 */
export function installClock(): void {
  workerState.early?.end()
  const early = { reads: [] as Array<{ at: number; trace: Error }>, end: () => {} }
  let isListening = true
  const restore = replaceDate((_how, below) => {
    if (!isListening || early.reads.length >= MOST_READS) return undefined
    const trace = new Error('read')
    Error.captureStackTrace(trace, below)
    const at = workerState.date()
    early.reads.push({ at, trace })
    return at
  })
  early.end = () => {
    isListening = false
    restore()
  }
  workerState.early = early
}

/** Ends the listening: the modules are loaded. */
export function endEarlyClock(): void {
  workerState.early?.end()
}
