import { ReplayError } from '../../core/errors.ts'
import { findMergeBase } from '../../storage/merge-base.ts'
import type { ReadRelease } from './build-side.ts'
import type { OnProgress } from './read-folder.ts'
import { readGit } from './read-git.ts'
import { readSide, readWorkingTree } from './read-side.ts'

interface ChooseOptions {
  cwd: string
  env?: NodeJS.ProcessEnv
  onProgress?: (side: 'base' | 'head') => OnProgress
}

/**
 * Reads the two named sides. Without a head it is the working tree; without a base, the commit
 * where the present branch left the default branch.
 *
 * @throws ReplayError `NOTHING_TO_COMPARE` where neither side has a run, or a file or folder that
 * was named has none.
 */
export async function chooseSides(
  [base, head]: readonly string[],
  { cwd, env, onProgress }: ChooseOptions,
): Promise<{ base: ReadRelease; head: ReadRelease }> {
  const sides = {
    base:
      base === undefined
        ? await readMergeBase(cwd, env, onProgress?.('base'))
        : await readSide(base, { cwd, onProgress: onProgress?.('base') }),
    head:
      head === undefined
        ? await readWorkingTree({ cwd, onProgress: onProgress?.('head') })
        : await readSide(head, { cwd, onProgress: onProgress?.('head') }),
  }
  if (sides.base.runs.length === 0 && sides.head.runs.length === 0) throw nothing(sides)
  // A commit may be from before the first recording, but a named folder is expected to have one.
  for (const [named, side] of [
    [base, sides.base],
    [head, sides.head],
  ] as const)
    if (named !== undefined && !named.startsWith('git:') && side.runs.length === 0)
      throw emptySide(side)
  return { base: saying(sides.base), head: saying(sides.head) }
}

async function readMergeBase(
  cwd: string,
  env: NodeJS.ProcessEnv | undefined,
  onProgress: OnProgress | undefined,
): Promise<ReadRelease> {
  const attempted = 'Failed to find the base to compare with'
  const { commit, branch, isHead } = await findMergeBase({ cwd, attempted }, env)
  const label = `merge base with ${branch}`
  const side = await readGit(commit, { cwd, label, onProgress })
  const note = 'it is the present commit: only uncommitted changes can differ'
  return isHead ? { ...side, notes: [note, ...(side.notes ?? [])] } : side
}

/** A side without runs is legitimate (a first recording, a removed agent), but never silent. */
function saying(side: ReadRelease): ReadRelease {
  if (side.runs.length > 0) return side
  return { ...side, notes: ['there is no recording and no report', ...(side.notes ?? [])] }
}

function emptySide({ label }: ReadRelease): ReplayError {
  return new ReplayError('NOTHING_TO_COMPARE', {
    attempted: `Failed to compare with ${label}`,
    reason: 'there is no recording and no report in it',
    remedy: 'Name a report.json, or the folder of a project whose tests have run',
  })
}

function nothing({ base, head }: { base: ReadRelease; head: ReadRelease }): ReplayError {
  const notes = [
    ...(base.notes ?? []).map((note) => `base: ${note}`),
    ...(head.notes ?? []).map((note) => `head: ${note}`),
  ]
  return new ReplayError('NOTHING_TO_COMPARE', {
    attempted: 'Failed to compare the releases',
    reason: `neither the base (${base.label}) nor the head (${head.label}) has a recording or a report${notes.length > 0 ? `; ${notes.join('; ')}` : ''}`,
    remedy:
      'Run the tests first (vitest run), and run the command in the project folder: paths are relative to it',
  })
}
