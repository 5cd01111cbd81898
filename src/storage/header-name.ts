import { closeSync, openSync, readSync } from 'node:fs'
import { isJsonObject, parseJson } from '../core/json.ts'
import { recordingPath } from './recording.ts'

const PIECE = 64 * 1024

/** The owner of a cassette, by its header. */
export type CassetteOwner =
  | { kind: 'nothing' }
  | { kind: 'named'; name: string; header: Record<string, unknown> }
  /** It exists, and its header cannot be read. */
  | { kind: 'unreadable' }

/** Reads the header of a cassette, or of the interrupted recording beside it. */
export function cassetteOwner(cassette: string): CassetteOwner {
  const line = firstLine(cassette) ?? firstLine(recordingPath(cassette))
  if (line === undefined) return { kind: 'nothing' }
  const header = parseJson(line)
  return isJsonObject(header) && typeof header['name'] === 'string'
    ? { kind: 'named', name: header['name'], header }
    : { kind: 'unreadable' }
}

/** The first line of a file, without the rest of it; `undefined` where there is no file. */
function firstLine(path: string): string | undefined {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    // Any other error is thrown where the file is read as a whole.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : ''
  }
  try {
    const pieces: Buffer[] = []
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE)
      const length = readSync(file, piece, 0, PIECE, null)
      const end = piece.subarray(0, length).indexOf(0x0a)
      pieces.push(piece.subarray(0, end === -1 ? length : end))
      if (end !== -1 || length === 0) return Buffer.concat(pieces).toString('utf8')
    }
  } catch {
    // A folder of this name, or a failing disk: thrown where the file is read as a whole.
    return ''
  } finally {
    closeSync(file)
  }
}
