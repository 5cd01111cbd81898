import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { firstTakePath, takeOf } from '../core/cassette/cassette-path.ts'

/** Folders without cassettes of this project. */
const SKIPPED = new Set(['node_modules', '.git'])
/**
 * Folders of build output at the project's top; further down, one of these names may be a folder of
 * tests.
 */
const SKIPPED_AT_TOP = new Set(['dist', 'coverage'])

const NAME = /\.cassette\.jsonl(\.recording(\.previous)?)?$/

/** Returns `true` for the file name of a cassette or an interrupted recording, in any folder. */
export function isCassetteName(path: string): boolean {
  return NAME.test(path)
}

/**
 * Returns `true` for the path of a cassette or an interrupted recording, relative to a project's
 * folder and with `/`.
 */
export function isCassettePath(path: string): boolean {
  const folders = path.split('/').slice(0, -1)
  return NAME.test(path) && !folders.some((folder, depth) => isSkippedFolder(folder, depth === 0))
}

/** Returns `true` for a folder that has nothing of this project. */
export function isSkippedFolder(folder: string, isAtTop: boolean): boolean {
  return SKIPPED.has(folder) || (isAtTop && SKIPPED_AT_TOP.has(folder))
}

/** The cassettes below a folder, and the recordings that were interrupted, sorted by path. */
export function findCassettes(folder: string): string[] {
  const found: string[] = []
  const visit = (current: string) => {
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      const path = join(current, entry.name)
      if (entry.isDirectory()) {
        if (!isSkippedFolder(entry.name, current === folder)) visit(path)
      } else if (NAME.test(entry.name)) {
        found.push(path)
      }
    }
  }
  visit(folder)
  return found.sort()
}

/**
 * The test file that a cassette belongs to, by its folder; `undefined` where it is not in such a
 * folder.
 */
export function testFileOf(cassette: string): string | undefined {
  const folder = dirname(cassette)
  return basename(dirname(folder)) === '__cassettes__'
    ? join(dirname(dirname(folder)), basename(folder))
    : undefined
}

/**
 * The path of the first take that a further take lacks; `undefined` where it exists, or where this
 * is the first.
 */
export function missingFirstTake(cassette: string): string | undefined {
  const take = cassette.replace(/\.recording(\.previous)?$/, '')
  if (takeOf(take) === 1) return undefined
  const first = firstTakePath(take)
  return existsSync(first) || existsSync(`${first}.recording`) ? undefined : first
}

/** Returns `true` for a cassette whose test file does not exist any more. */
export function isOrphan(cassette: string): boolean {
  const testFile = testFileOf(cassette)
  return testFile !== undefined && !existsSync(testFile)
}
