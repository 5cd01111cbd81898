import fs from 'node:fs'
import { dirname, join } from 'node:path'
import { isSpy } from './cover.ts'
import { cover } from './cover.ts'
import { otherMachineAt } from './other-machine-at.ts'
import type { Machine } from '../../context/scope.ts'

type Entry = string | Buffer | { name: string; parentPath?: string; path?: string }
// oxlint-disable-next-line typescript/no-explicit-any
type AnyFunction = (...args: any[]) => any

const { readdir, readdirSync } = fs
const { readdir: readdirPromise } = fs.promises

/**
 * Covers the functions that list a folder: entries come in an order that another file system may
 * have.
 */
export function coverFolders(): Array<() => void> {
  const sync = (...args: unknown[]): unknown => {
    const entries = (readdirSync as AnyFunction)(...args) as Entry[]
    const machine = otherMachineAt('readdirSync()', sync)
    return machine ? reordered(machine, entries) : entries
  }
  const callback = (...args: unknown[]): void => {
    const machine = otherMachineAt('readdir()', callback)
    const done = args.at(-1)
    if (machine && typeof done === 'function')
      args[args.length - 1] = (error: unknown, entries: Entry[] | undefined) =>
        (done as AnyFunction)(error, entries && reordered(machine, entries))
    ;(readdir as AnyFunction)(...args)
  }
  const promise = (...args: unknown[]): Promise<Entry[]> => {
    const machine = otherMachineAt('readdir()', promise)
    const entries = (readdirPromise as AnyFunction)(...args) as Promise<Entry[]>
    return machine ? entries.then((all) => reordered(machine, all)) : entries
  }
  const covers: Array<[owner: object, name: string, original: unknown, thin: AnyFunction]> = [
    [fs, 'readdirSync', readdirSync, sync],
    [fs, 'readdir', readdir, callback],
    [fs.promises, 'readdir', readdirPromise, promise],
  ]
  return covers.flatMap(([owner, name, original, thin]) => {
    const present = (owner as Record<string, unknown>)[name]
    return present === original && !isSpy(present) ? [cover(owner, name, { value: thin })] : []
  })
}

function reordered(machine: Machine, entries: Entry[]): Entry[] {
  return machine.order(entries, folderOf)
}

function folderOf(entry: Entry): string {
  if (typeof entry === 'string') return dirname(entry)
  if (Buffer.isBuffer(entry)) return dirname(entry.toString())
  const { parentPath, path, name } = entry
  return dirname(join(parentPath ?? path ?? '', name))
}
