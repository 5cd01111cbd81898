import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Entries of folders that are looked at, and levels of folders below the first. */
const MOST_ENTRIES = 2000
const DEEPEST = 3

/** Folders of tools, which no agent reads. */
const SKIPPED = /^(node_modules|\.git|\.vite|\.vitest.*|\.cache|__pycache__|__cassettes__)$/

/**
 * Lists the files of a folder that were written since a time, relative to it: a cheap look, not a search of everything.
 *
 * @param since Milliseconds since 1970.
 */
export function writtenFiles(folder: string, since: number): string[] {
  const found: string[] = []
  let entries = 0
  const look = (path: string, depth: number): void => {
    for (const entry of listOf(join(folder, path))) {
      if (++entries > MOST_ENTRIES) return
      const name = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.isDirectory()) {
        if (depth < DEEPEST && !SKIPPED.test(entry.name)) look(name, depth + 1)
      } else if (
        entry.isFile() &&
        !SKIPPED.test(entry.name) &&
        writtenAt(join(folder, name)) >= since
      )
        found.push(name)
    }
  }
  look('', 0)
  return found.sort()
}

function listOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch {
    // A folder that is gone, or closed to us, holds nothing that a replay could miss.
    return []
  }
}

function writtenAt(path: string): number {
  try {
    return statSync(path).mtimeMs
  } catch {
    return -Infinity
  }
}
