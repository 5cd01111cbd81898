import { readFileSync } from 'node:fs'
import { parseCassette } from '../../core/cassette/parse.ts'
import type { Cassette } from '../../core/cassette/schema.ts'
import { ReplayError } from '../../core/errors.ts'

/**
 * Reads a cassette that was named on the command line.
 *
 * @throws ReplayError `CASSETTE_UNREADABLE`, and what `parseCassette` throws.
 */
export function readCassetteFile(path: string): Cassette {
  return parseCassette(readText(path), { file: path })
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ReplayError(
      'CASSETTE_UNREADABLE',
      {
        attempted: `Failed to read ${path}`,
        reason:
          (error as NodeJS.ErrnoException).code === 'ENOENT'
            ? 'there is no such file'
            : (error as Error).message,
        remedy:
          'Pass the path of a .cassette.jsonl file; they are in __cassettes__ beside the tests',
        location: { file: path },
      },
      { cause: error },
    )
  }
}
