import os from 'node:os'
import { contextScope } from '../../context/scope.ts'
import { cover, isSpy } from './cover.ts'
import { countedCover } from './counted-cover.ts'
import { publishBuiltins } from './publish-builtins.ts'

// oxlint-disable-next-line typescript/no-explicit-any
type AnyFunction = (...args: any[]) => any

const READINGS: Array<[owner: object, name: string, called: string]> = [
  [process.memoryUsage, 'rss', 'process.memoryUsage.rss()'],
  [process, 'memoryUsage', 'process.memoryUsage()'],
  [process, 'cpuUsage', 'process.cpuUsage()'],
  [process, 'resourceUsage', 'process.resourceUsage()'],
  [process, 'uptime', 'process.uptime()'],
  [os, 'freemem', 'os.freemem()'],
  [os, 'loadavg', 'os.loadavg()'],
  [os, 'uptime', 'os.uptime()'],
]
const originals = READINGS.map(([owner, name]) => valueOf(owner, name))

/**
 * Covers readings that have another value each time (memory, load) for the length of a replay: they come from the run.
 */
export const coverReadings = countedCover(() => {
  const undo = coverNumbers()
  publishBuiltins()
  return [publishBuiltins, ...undo]
})

function coverNumbers(): Array<() => void> {
  return READINGS.flatMap(([owner, name, called], at) => {
    const original = originals[at] as AnyFunction
    if (valueOf(owner, name) !== original || isSpy(original)) return []
    const thin = (...args: unknown[]): unknown => {
      const real = () => original(...args) as unknown
      return contextScope()?.environment?.machine.reading(called, thin, real) ?? real()
    }
    return [cover(owner, name, { value: Object.assign(thin, original) })]
  })
}

function valueOf(owner: object, name: string): unknown {
  return (owner as Record<string, unknown>)[name]
}
