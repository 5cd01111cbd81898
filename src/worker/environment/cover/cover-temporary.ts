import fs from 'node:fs'
import { contextScope } from '../../context/scope.ts'
import { cover } from './cover.ts'
import { countedCover } from './counted-cover.ts'
import { publishBuiltins } from './publish-builtins.ts'

// oxlint-disable-next-line typescript/no-explicit-any
type AnyFunction = (...args: any[]) => any

const { mkdtemp, mkdtempSync } = fs
const { mkdtemp: mkdtempPromise } = fs.promises

/**
 * Covers the functions that make a folder with a random name, for the length of a pass: the run knows the folders that it
 * made itself.
 */
export const coverTemporary = countedCover(() => {
  const undo = coverFunctions()
  publishBuiltins()
  return [publishBuiltins, ...undo]
})

function coverFunctions(): Array<() => void> {
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
    Reflect.get(owner, name) === original ? [cover(owner, name, { value: thin })] : [],
  )
}
