import { plural } from '../../core/words/plural.ts'
import { resolve } from 'node:path'
import { ReplayError } from '../../core/errors.ts'
import { nearMatches, runsOfId } from '../../core/run-events/find-runs.ts'
import type { StoredRun } from '../../core/run-events/read-run.ts'
import type { StoredHead } from '../../core/run-events/stored-head.ts'
import { runsFolder } from './run-files.ts'
import { listRunFiles, readHeadOf, readStoredRun } from './read-runs.ts'

/** The heads of a store's runs, the latest first, and the files that could not be read. */
export interface StoreHeads {
  heads: StoredHead[]
  unreadable: string[]
}

/** Reads the heads of all runs of a store. A file that cannot be read is named, and keeps no other from being found. */
export function readHeads(root: string): StoreHeads {
  const heads: StoredHead[] = []
  const unreadable: string[] = []
  for (const { path } of listRunFiles(root)) {
    try {
      const head = readHeadOf(path)
      if (head) heads.push(head)
    } catch (error) {
      if (!(error instanceof ReplayError)) throw error
      unreadable.push(error.message)
    }
  }
  return { heads, unreadable }
}

/**
 * Finds the execution that an id means.
 *
 * @param id A trace id or the beginning of one, the id of a run, or a label.
 * @throws ReplayError `RUN_MISSING` or `RUN_AMBIGUOUS`, with what was looked at.
 */
export function findStoredRun(root: string, id: string): StoredHead {
  const { heads, unreadable } = readHeads(root)
  const [found, ...others] = runsOfId(heads, id)
  const attempted = `Failed to find the run "${id}"`
  if (!found) {
    const near = nearMatches(heads, id)
    const skipped = unreadable.length > 0 ? `, of which ${unreadable.length} cannot be read` : ''
    throw new ReplayError('RUN_MISSING', {
      attempted,
      reason: `${runsFolder(root)} has ${plural(heads.length, 'run')}${skipped}, and none of them has this id or label${near.length > 0 ? `; the nearest is ${near.join(', ')}` : ''}`,
      remedy: 'List the runs that are kept: npx vitest-replay runs',
    })
  }
  if (others.length > 0)
    throw new ReplayError('RUN_AMBIGUOUS', {
      attempted,
      reason: `${[found, ...others].map(({ traceId }) => traceId).join(', ')} begin so`,
      remedy: 'Use more of its characters',
    })
  return found
}

/**
 * Loads an execution that is kept in `.vitest-replay/runs`.
 *
 * @param id A trace id or the beginning of one, the id of a run (its latest execution), or a label.
 * @param options.root The folder of the project; by default the present one.
 * @example
 * const { run, contents } = loadRun('4bf92f3577b34da6')
 * console.log(analyzeRun(run, { contents })?.statement)
 *
 * @throws ReplayError `RUN_MISSING`, `RUN_AMBIGUOUS`, `RUN_CORRUPT` or `RUN_NEWER`
 */
export function loadRun(id: string, options: { root?: string } = {}): StoredRun {
  const root = resolve(options.root ?? '.')
  return readStoredRun(root, findStoredRun(root, id).traceId)
}
