// The real clock, taken before any library is imported: within a run, code reads the recorded one.
import { performance } from 'node:perf_hooks'

/** Milliseconds since this process began. */
export const now = performance.now.bind(performance)

const resourceUsage = process.resourceUsage.bind(process)

/** What this process has used so far. */
export function usage() {
  const { userCPUTime, systemCPUTime, maxRSS } = resourceUsage()
  return { cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMb: maxRSS / 1000 }
}
