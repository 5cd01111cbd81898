// The real clock, taken before any library is imported: within a run, code reads the recorded one.
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'

/** Milliseconds since this process began. */
export const now = performance.now.bind(performance)

const resourceUsage = process.resourceUsage.bind(process)

/** The CPU time that this process has used so far. */
export function usage() {
  const { userCPUTime, systemCPUTime, maxRSS } = resourceUsage()
  return { cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMb: (ownPeak() ?? maxRSS) / 1000 }
}

/**
 * The most memory that this program has held, in KB; `undefined` where only Linux tells.
 *
 * @note `maxRSS` is at least what the process that started this one held at that moment: it counts from before `exec`.
 */
function ownPeak() {
  if (process.platform !== 'linux') return undefined
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return peak === undefined ? undefined : Number(peak)
}
