import { statSync } from 'node:fs'
import { join } from 'node:path'
import { ReplayError } from '../../core/errors.ts'
import { runGit } from '../../storage/git-command.ts'

const CODE = /\.[cm]?[jt]sx?$/
const WRITTEN_BY_TESTS = /(^|\/)(__cassettes__|__snapshots__|\.vitest-replay)\//

/**
 * The last file of the project that was written after its report; `undefined` where there is none,
 * or where git cannot list the files.
 */
export async function newerThanReport(
  folder: string,
  reportFile: string,
): Promise<string | undefined> {
  const written = statSync(reportFile).mtimeMs
  let newest = { path: undefined as string | undefined, at: written }
  for (const path of await filesOf(folder)) {
    if (WRITTEN_BY_TESTS.test(path)) continue
    const at = statSync(join(folder, path), { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (at > newest.at) newest = { path, at }
  }
  return newest.path
}

/** The files of the folder that git tracks, and untracked code. */
async function filesOf(folder: string): Promise<string[]> {
  try {
    const tracked = await list(folder, [])
    const others = await list(folder, ['--others', '--exclude-standard'])
    return [...tracked, ...others.filter((path) => CODE.test(path))]
  } catch (error) {
    // A folder without git is compared without this check.
    if (error instanceof ReplayError) return []
    throw error
  }
}

async function list(folder: string, flags: string[]): Promise<string[]> {
  const { code, stdout } = await runGit(
    folder,
    ['ls-files', '-z', ...flags],
    'Failed to list files',
  )
  return code === 0 ? stdout.split('\0').filter((path) => path !== '') : []
}
