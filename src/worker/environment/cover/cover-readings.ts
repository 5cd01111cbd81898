import fs from 'node:fs'
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
const { mkdtemp, mkdtempSync } = fs
const { mkdtemp: mkdtempPromise } = fs.promises

/**
 * Covers readings that have another value each time (memory, load, names of temporary folders) for
 * the length of a replay: they come from the run.
 */
export const coverReadings = countedCover(() => {
  const undo = [...coverNumbers(), ...coverTemporary()]
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

function coverTemporary(): Array<() => void> {
  // The caller is known now, the path only later.
  const made = (how: string, below: AnyFunction) =>
    contextScope()?.environment?.machine.made(how, below)
  const sync = (...args: unknown[]): unknown => {
    const path = (mkdtempSync as AnyFunction)(...args) as unknown
    made('mkdtempSync()', sync)?.(path)
    return path
  }
  const callback = (...args: unknown[]): void => {
    const note = made('mkdtemp()', callback)
    const done = args.at(-1)
    if (note && typeof done === 'function')
      args[args.length - 1] = (error: unknown, path: unknown) => {
        note(path)
        ;(done as AnyFunction)(error, path)
      }
    ;(mkdtemp as AnyFunction)(...args)
  }
  const promise = (...args: unknown[]): Promise<unknown> => {
    const note = made('mkdtemp()', promise)
    const folder = (mkdtempPromise as AnyFunction)(...args) as Promise<unknown>
    return note ? folder.then((path) => (note(path), path)) : folder
  }
  const covers: Array<[owner: object, name: string, original: unknown, thin: AnyFunction]> = [
    [fs, 'mkdtempSync', mkdtempSync, sync],
    [fs, 'mkdtemp', mkdtemp, callback],
    [fs.promises, 'mkdtemp', mkdtempPromise, promise],
  ]
  return covers.flatMap(([owner, name, original, thin]) =>
    valueOf(owner, name) === original ? [cover(owner, name, { value: thin })] : [],
  )
}

function valueOf(owner: object, name: string): unknown {
  return (owner as Record<string, unknown>)[name]
}
