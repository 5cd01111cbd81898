import { readdirSync, renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { cassettePlaces } from '../core/cassette/cassette-path.ts'
import { guarded } from './guarded.ts'
import { cassetteOwner } from './header-name.ts'

/** Where a run's cassette is, or is going to be. */
export interface LocatedCassette {
  cassette: string
  /** Where an earlier version has left it. */
  earlier?: string
}

/**
 * Finds the cassette of a run by its name. A file that stands in the place of another name, and
 * whose header has that name, is another test's: it is neither read nor replaced. One whose header
 * has a name of other places was moved here, and belongs to the run.
 *
 * @param isTaken Returns `true` for the path of a cassette that another test uses.
 */
export function locateCassette(
  testFile: string,
  name: string,
  isTaken: (cassette: string) => boolean,
): LocatedCassette {
  const folder = dirname(testFile)
  const places = cassettePlaces(testFile, name)
  const own = [places.own, places.distinct]
    .map((place) => join(folder, place))
    .filter((place, at, all) => all.indexOf(place) === at && !isTaken(place))
  let free: string | undefined
  let moved: string | undefined
  for (const cassette of own) {
    const owner = cassetteOwner(cassette)
    if (owner.kind === 'nothing') free ??= cassette
    else if (owner.kind === 'unreadable' || owner.name === name) return { cassette }
    else if (!isPlaceOf(cassette, testFile, owner.name)) moved ??= cassette
  }
  if (moved !== undefined) return { cassette: moved }
  const cassette = free ?? own.at(-1) ?? join(folder, places.distinct)
  const earlier = join(folder, places.earlier)
  const owner = isTaken(earlier) || own.includes(earlier) ? undefined : cassetteOwner(earlier)
  return owner?.kind === 'named' && owner.name === name ? { cassette, earlier } : { cassette }
}

function isPlaceOf(cassette: string, testFile: string, name: string): boolean {
  return Object.values(cassettePlaces(testFile, name)).some(
    (place) => join(dirname(testFile), place) === cassette,
  )
}

/** Gives a cassette, its takes and its interrupted recordings another name. */
export function renameCassette(from: string, to: string): void {
  const [before, after] = [stemOf(from), stemOf(to)]
  guarded(`Failed to rename ${from} to ${to}`, () => {
    for (const name of readdirSync(dirname(from))) {
      if (stemOf(name) !== before || name.endsWith('.lock')) continue
      move(join(dirname(from), name), join(dirname(to), after + name.slice(before.length)))
    }
  })
}

/** The part of a cassette's name that its takes and recordings share. */
function stemOf(path: string): string {
  return basename(path).replace(/(\.take-\d+)?\.cassette\.jsonl.*$/, '')
}

/** Another worker, of another project with the same tests, may have moved the file. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
