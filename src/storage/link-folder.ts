import { rmSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { makeScratchFolder } from './scratch-folder.ts'

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
