import { parseCassette } from '../../core/cassette/parse.ts'
import type { Cassette } from '../../core/cassette/schema.ts'
import { ReplayError } from '../../core/errors.ts'
import { cassetteText } from '../../storage/cassette-text.ts'

/** A file of a side, relative to its folder, and its name for errors. */
interface FoundFile {
  path: string
  /** Such as `main:tests/__cassettes__/...`. */
  shown: string
  bytes: Uint8Array
  /** The command that fetches the contents of a Git LFS file. */
  lfsRemedy: string
}

/** The files of a side, before runs are built from them. */
export interface SideContents {
  cassettes: Array<{ path: string; cassette: Cassette }>
  /** The paths of interrupted recordings. */
  interrupted: string[]
}

const LFS_POINTER = 'version https://git-lfs.github.com/spec/'

/**
 * Adds a file to the contents of a side. A corrupt one is an error, never treated as absent.
 *
 * @throws ReplayError `CASSETTE_CORRUPT`, `CASSETTE_NEWER`, `GIT_LFS_POINTER`
 */
export function addFile(
  contents: SideContents,
  { path, shown, bytes, lfsRemedy }: FoundFile,
): void {
  // A recording in progress or an interrupted one; the cassette beside it, if any, is the one that
  // counts.
  if (!path.endsWith('.jsonl')) {
    contents.interrupted.push(path)
    return
  }
  const text = cassetteText(shown, bytes)
  if (text.startsWith(LFS_POINTER))
    throw new ReplayError('GIT_LFS_POINTER', {
      attempted: `Failed to read ${shown}`,
      reason: 'it is a pointer of Git LFS: its contents are kept elsewhere',
      remedy: lfsRemedy,
      location: { file: shown },
    })
  const cassette = parseCassette(text, { file: shown })
  if (cassette.end) contents.cassettes.push({ path, cassette })
  else contents.interrupted.push(path)
}
