import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Makes an empty folder in another one, and gives back its path and a function that takes it away with all that is in it. */
export function makeScratchFolder(within: string): { path: string; remove(): void } {
  const path = mkdtempSync(join(within, 'replay-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 2 }) }
}
