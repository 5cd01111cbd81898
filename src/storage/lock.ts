import { readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { threadId } from 'node:worker_threads'
import { isJsonObject, parseJson, type JsonObject } from '../core/json.ts'
import { guarded } from './guarded.ts'
import { processState } from './process-state.ts'

/**
 * Locks held by this thread, since a stale lock of an earlier process may contain the same process
 * id.
 */
const KEY = Symbol.for('vitest-replay.locks')
const held = ((globalThis as unknown as Record<symbol, Set<string> | undefined>)[KEY] ??= new Set())

/**
 * Takes a lock: a file that is there while its owner works. One whose owner is gone is taken over.
 *
 * @param busy Creates the error that is thrown where another process or thread holds it.
 */
export function takeLock(lock: string, attempted: string, busy: () => Error): void {
  const owner = JSON.stringify({ pid: process.pid, thread: threadId, started: ownStart() })
  for (let attempt = 0; ; attempt++) {
    try {
      guarded(attempted, () => writeFileSync(lock, owner, { flag: 'wx' }))
      held.add(lock)
      return
    } catch (error) {
      const exists =
        ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'EEXIST'
      const state = exists && attempt === 0 ? stateOf(lock) : 'taken'
      if (state === 'taken') throw exists ? busy() : error
      // A lock that is gone by now may already be another owner's: only the one seen as stale is
      // removed.
      if (state === 'stale') releaseLock(lock)
    }
  }
}

/**
 * A lock file without an owner is either just being written, or its writer was killed in between.
 */
const WRITTEN_WITHIN_MS = 5000

function stateOf(lock: string): 'taken' | 'stale' | 'gone' {
  if (held.has(lock)) return 'taken'
  try {
    const owner = parseJson(readFileSync(lock, 'utf8'))
    if (!isJsonObject(owner) || typeof owner['pid'] !== 'number') {
      return Date.now() - statSync(lock).mtimeMs > WRITTEN_WITHIN_MS ? 'stale' : 'taken'
    }
    return isOwned(owner) ? 'taken' : 'stale'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : 'stale'
  }
}

/** @note Process ids are given again: in a container, every run may have the same. */
function isOwned({ pid, thread, started }: JsonObject): boolean {
  const isSameStart = (now: string | undefined) =>
    typeof started !== 'string' || now === undefined || started === now
  if (pid === process.pid) return thread !== threadId && isSameStart(ownStart())
  const owner = processState(pid as number)
  return owner.kind === 'alive' && isSameStart(owner.started)
}

let known: { started: string | undefined } | undefined

/** The start of this process, as `processState` tells it. */
export function ownStart(): string | undefined {
  if (known === undefined) {
    const own = processState(process.pid)
    known = { started: own.kind === 'alive' ? own.started : undefined }
  }
  return known.started
}

/** Removes a lock whose owner is gone. */
export function removeStaleLock(lock: string): void {
  if (stateOf(lock) === 'stale') removeFile(lock)
}

/** Releases a lock. */
export function releaseLock(lock: string): void {
  held.delete(lock)
  removeFile(lock)
}

/** Removes a file. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    // A missing file is the wanted result; after any other error the file is left behind, which is
    // safe.
    void error
  }
}
