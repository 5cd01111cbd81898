import { readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { removeFile, removeStaleLock } from './lock.ts'
import { processState } from './process-state.ts'

/** Files that exist while a recording goes on, or until it is resumed: not for a repository. */
const IGNORED = `# Written by vitest-replay: recordings in progress.
*.lock
*.recording
*.previous
*.tmp
.gitignore
`

/** Makes git ignore the files of recordings in progress, in the folder of all cassettes beside the tests. */
export function ignoreLeftovers(cassette: string): void {
  const folder = dirname(dirname(cassette))
  if (basename(folder) !== '__cassettes__') return
  try {
    writeFileSync(join(folder, '.gitignore'), IGNORED, { flag: 'wx' })
  } catch (error) {
    // It exists already; or the folder cannot be written, which the recording itself is going to say.
    void error
  }
}

/** Removes what processes that are gone have left in the folder of a cassette: locks, and half-written files. */
export function removeLeftovers(cassette: string): void {
  const folder = dirname(cassette)
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const writer = /\.cassette\.jsonl\.(\d+)-\d+\.tmp$/.exec(name)?.[1]
    if (name.endsWith('.cassette.jsonl.lock')) removeStaleLock(path)
    else if (writer !== undefined && processState(Number(writer)).kind === 'gone') removeFile(path)
  }
}
