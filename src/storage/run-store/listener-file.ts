import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isJsonObject, parseJson } from '../../core/json.ts'
import { ownStart } from '../lock.ts'
import { isAlive } from '../process-state.ts'
import { runsFolder } from './run-files.ts'

const listenerPath = (root: string) => join(runsFolder(root), '.listener')

/**
 * Names this process as one that follows the runs of a store, until it ends: other processes write their runs as they go on.
 *
 * @returns `false` where there is no store yet; the first run makes it.
 */
export function announceListener(root: string): boolean {
  const file = listenerPath(root)
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: ownStart() }))
  } catch (error) {
    // Where it cannot be written, runs of other processes appear with their end.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
  process.once('exit', () => rmSync(file, { force: true }))
  return true
}

/** Returns `true` while some process follows the runs of a store. */
export function hasListener(root: string): boolean {
  try {
    const data = parseJson(readFileSync(listenerPath(root), 'utf8'))
    return (
      isJsonObject(data) && typeof data['pid'] === 'number' && isAlive(data['pid'], data['started'])
    )
  } catch {
    // Nobody has announced itself, the usual case.
    return false
  }
}
