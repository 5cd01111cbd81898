import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { firstTakePath, takeOf, takePath } from '../core/cassette/cassette-path.ts'
import { removeFile } from './lock.ts'
import { recordingPath, type RecordingWriter } from './recording.ts'

/** Counts the requested takes of a run that do not exist. */
export function countMissingTakes(cassette: string, asked: number): number {
  let missing = 0
  for (let take = 2; take <= asked; take++) {
    if (!existsSync(takePath(cassette, take))) missing++
  }
  return missing
}

/** A completely recorded take; `isKept` leaves the earlier file in its place. */
export interface FinishedTake {
  recording: RecordingWriter
  isKept: boolean
}

/**
 * Puts the takes of a run in place, from the first, instead of an earlier recording. The earlier
 * takes are removed first: at no time does one of them stand beside a first take that it does not
 * belong to. Until then, all new takes stand finished beside their places.
 *
 * @returns The number of earlier takes beyond these, which were removed.
 */
export function placeTakes(
  cassette: string,
  takes: readonly FinishedTake[],
  options: { removesSurplus: boolean },
): { removed: number } {
  const earlier = findTakes(cassette)
  const surplus = earlier.filter((take) => take > takes.length)
  const replaced = earlier.filter((take) => takes[take - 1]?.isKept === false)
  for (const take of replaced) removeFile(takePath(cassette, take))
  if (options.removesSurplus) {
    for (const take of surplus) removeFile(takePath(cassette, take))
    for (const path of surplusRecordings(cassette, takes.length)) removeFile(path)
  }
  for (const { recording, isKept } of takes) {
    if (isKept) recording.discard()
    else recording.place()
  }
  return { removed: options.removesSurplus ? surplus.length : 0 }
}

/** The numbers of the further takes that a run has, in order. */
function findTakes(cassette: string): number[] {
  return filesOf(cassette)
    .filter((name) => name.endsWith('.cassette.jsonl'))
    .map(takeOf)
    .sort((a, b) => a - b)
}

/** The interrupted recordings of takes that are not requested any more. */
function surplusRecordings(cassette: string, count: number): string[] {
  return filesOf(cassette)
    .filter((name) => /\.recording(\.previous)?$/.test(name) && takeOf(name) > count)
    .map((name) => join(dirname(cassette), name))
}

/** The files of a run's further takes. */
function filesOf(cassette: string): string[] {
  const first = basename(cassette)
  const isOwn = (name: string) =>
    takeOf(name) > 1 &&
    [first, recordingPath(first), `${recordingPath(first)}.previous`].includes(firstTakePath(name))
  return readdirSync(dirname(cassette)).filter(isOwn)
}
