import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * Creates another path to a folder, below itself, until it is removed; where no link can be
 * created, an empty folder takes its place.
 */
export function linkFolder(folder: string): { path: string; remove(): void } {
  const scratch = makeScratchFolder(folder)
  const path = join(scratch.path, basename(scratch.path))
  try {
    symlinkSync(folder, path, 'junction')
  } catch {
    return scratch
  }
  return {
    path,
    remove: () => {
      // The link is removed on its own, so that nothing follows it into the folder.
      rmSync(path, { force: true })
      scratch.remove()
    },
  }
}

/**
 * Creates an empty folder within another one. Returns its path and a function that removes it with
 * its contents.
 */
export function makeScratchFolder(within: string): { path: string; remove(): void } {
  const path = mkdtempSync(join(within, 'replay-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 2 }) }
}
