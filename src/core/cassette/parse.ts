import { explainLine } from './explain-line.ts'
import { readLines, RefusedLine } from './read-lines.ts'
import type { Cassette } from './schema.ts'

/**
 * Reads the text of a cassette file. A file without an end line is an interrupted recording (`end:
 * null`); everything else that does not fit is an error that names file, line and field.
 *
 * @example
 * const cassette = parseCassette(await readFile(path, 'utf8'), { file: path })
 * console.log(cassette.header.name, cassette.actions.length)
 *
 * @throws ReplayError `CASSETTE_CORRUPT`, `CASSETTE_NEWER` or `CASSETTE_UNKNOWN`.
 */
export function parseCassette(text: string, options: { file?: string } = {}): Cassette {
  try {
    return readLines(text, options.file ?? 'the cassette')
  } catch (error) {
    throw error instanceof RefusedLine ? error.explained(explainLine) : error
  }
}
