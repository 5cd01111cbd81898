import os from 'node:os'
import { contextScope } from '../../context/scope.ts'
import { countedCover } from './counted-cover.ts'
import { coverFolders } from './cover-folders.ts'
import { cover, isSpy } from './cover.ts'
import { otherMachineAt } from './other-machine-at.ts'
import { otherVariable } from './other-variable.ts'
import { publishBuiltins } from './publish-builtins.ts'
import type { Machine } from '../../context/scope.ts'
import { otherNumbers } from '../other-machine.ts'

// oxlint-disable-next-line typescript/no-explicit-any
type AnyFunction = (...args: any[]) => unknown

/**
 * The originals when the worker began. A function that the test has replaced since is left to the
 * test.
 */
const { pid, ppid } = process
const { hostname, tmpdir, userInfo, release, version, totalmem } = os
const native = { hostname, tmpdir, userInfo, release, version, totalmem }

const FUNCTIONS: Record<keyof typeof native, (machine: Machine, real: never) => unknown> = {
  hostname: (machine) => machine.name('host'),
  tmpdir: (machine) => machine.temporaryFolder(),
  userInfo: (machine, real: os.UserInfo<string>) => ({ ...real, username: machine.name('user') }),
  release: (machine, real: string) => machine.text(real),
  version: (machine, real: string) => machine.text(real),
  totalmem: (_, real: number) => otherNumbers(real, () => 1),
}

/**
 * Lets a run that simulates another machine see that machine's process, names, temporary folder,
 * build and order of files. Only for perturbed replays.
 */
export const coverMachine = countedCover(() => {
  const undo = [
    ...coverOs(),
    ...coverProcess('pid', pid),
    ...coverProcess('ppid', ppid),
    coverVariables(),
    ...coverFolders(),
  ]
  publishBuiltins()
  return [publishBuiltins, ...undo]
})

function coverOs(): Array<() => void> {
  return Object.entries(FUNCTIONS).flatMap(([name, otherOf]) => {
    const original = native[name as keyof typeof native] as AnyFunction
    const present = (os as unknown as Record<string, unknown>)[name]
    if (present !== original || isSpy(present)) return []
    const thin = (...args: unknown[]): unknown => {
      const real = original(...args)
      const machine = otherMachineAt(`os.${name}()`, thin)
      return machine ? otherOf(machine, real as never) : real
    }
    return [cover(os, name, { value: Object.assign(thin, original) })]
  })
}

function coverProcess(name: 'pid' | 'ppid', known: number): Array<() => void> {
  const real = process[name]
  if (real !== known) return []
  const get = (): number => otherMachineAt(`process.${name}`, get)?.pid(real) ?? real
  return [cover(process, name, { get })]
}

function coverVariables(): () => void {
  const get = (real: NodeJS.ProcessEnv, name: string | symbol): unknown => {
    const value = Reflect.get(real, name) as unknown
    if (typeof value !== 'string' || typeof name !== 'string' || !contextScope()?.machine)
      return value
    const other = otherVariable(name, value)
    const machine = other && otherMachineAt(`process.env.${name}`, get)
    return machine ? other!(machine) : value
  }
  // A setter that is not named would define the property anew, which `process.env` refuses.
  const set = (real: NodeJS.ProcessEnv, name: string | symbol, value: unknown) =>
    Reflect.set(real, name, value)
  return cover(process, 'env', { value: new Proxy(process.env, { get, set }) })
}
