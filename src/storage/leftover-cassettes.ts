import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { takeOf } from '../core/cassette/cassette-path.ts'
import { testFileOf } from './find-cassettes.ts'
import { cassetteOwner } from './header-name.ts'

/** A complete cassette that no known test uses. */
export interface LeftoverCassette {
  path: string
  /** The name of the run that it was recorded for. */
  name: string
  header: Record<string, unknown>
}

/**
 * Lists the cassettes beside a run's that no test can be using: those of its test file whose name
 * no test has, and those of test files that are gone.
 *
 * @param isKnown Returns `true` for a name that a test of the file has.
 */
export function leftoverCassettes(
  cassette: string,
  isKnown: (name: string) => boolean,
): LeftoverCassette[] {
  const folder = dirname(cassette)
  const beside = cassettesIn(folder).filter(({ name }) => !isKnown(name))
  const all = dirname(folder)
  const folders = namesIn(all)
    .filter((name) => name !== basename(folder))
    .map((name) => join(all, name))
  const orphaned = folders.filter((other) => {
    const testFile = testFileOf(join(other, 'any'))
    return testFile !== undefined && !existsSync(testFile)
  })
  return [...beside, ...orphaned.flatMap(cassettesIn)]
}

function cassettesIn(folder: string): LeftoverCassette[] {
  return namesIn(folder)
    .filter((name) => name.endsWith('.cassette.jsonl') && takeOf(name) === 1)
    .flatMap((file) => {
      const path = join(folder, file)
      const owner = cassetteOwner(path)
      return owner.kind === 'named' ? [{ path, name: owner.name, header: owner.header }] : []
    })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    // Nothing was recorded here yet.
    return []
  }
}
