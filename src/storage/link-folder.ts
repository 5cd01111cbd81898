import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'

/** Gives a folder another name below itself, until it is removed; where no link can be made, an empty folder stands in. */
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
      // By itself, lest anything follows it.
      rmSync(path, { force: true })
      scratch.remove()
    },
  }
}

/** Makes an empty folder in another one, and gives back its path and a function that takes it away with all that is in it. */
export function makeScratchFolder(within: string): { path: string; remove(): void } {
  const path = mkdtempSync(join(within, 'replay-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 2 }) }
}
