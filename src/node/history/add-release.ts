import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { historyEntry } from '../../core/comparison/gate/history-entry.ts'
import type { ReleaseSide } from '../../core/comparison/runs/performed-run.ts'
import type { HistoryEntry } from '../../core/report/comparison-schema.ts'
import { ReplayError } from '../../core/errors.ts'
import { runGit } from '../../storage/git-command.ts'
import { appendHistory, historyPath } from '../../storage/history.ts'
import { REPORT_FOLDER } from '../../storage/report-file.ts'
import { readSide, readWorkingTree } from '../compare/read-side.ts'

/** A release that was added to the history. */
interface AddedRelease {
  entry: HistoryEntry
  file: string
  /** `true` if it replaced an earlier line of the same release. */
  replaced: boolean
  notes: string[]
}

/**
 * Adds a release to the history of the project, from its cassettes and its report.
 *
 * @param spec A report, a folder or `git:<ref>`; by default the project as it lies there.
 * @throws ReplayError `HISTORY_NO_RELEASE` or `HISTORY_NO_RUNS`
 */
export async function addRelease(
  cwd: string,
  { spec, release }: { spec: string | undefined; release: string | undefined },
): Promise<AddedRelease> {
  const side = spec === undefined ? await readWorkingTree({ cwd }) : await readSide(spec, { cwd })
  const name = release ?? side.release
  const attempted = `Failed to add a release to ${historyPath(cwd)}`
  if (side.runs.length === 0) throw noRuns(attempted, side)
  if (name === null || name === '') throw noRelease(attempted, side)
  const dated = await describeCommit(cwd, side, spec)
  const entry = historyEntry({ ...side, release: name, commit: dated.commit }, dated.date)
  const added = await appendHistory(cwd, entry)
  return { ...added, entry, notes: [...(side.notes ?? []), ...(await ignoredNote(cwd))] }
}

/**
 * The commit of a release and the date of that commit, or of the report. The project's folder has a
 * commit only where its files are unchanged.
 */
async function describeCommit(
  cwd: string,
  side: ReleaseSide,
  spec: string | undefined,
): Promise<{ commit: string | null; date: string }> {
  if (side.commit !== null) {
    const shown = await ask(cwd, ['show', '-s', '--format=%cI', side.commit])
    return { commit: side.commit, date: shown ?? new Date().toISOString() }
  }
  const named = resolve(cwd, spec ?? '.')
  const found = statSync(named, { throwIfNoEntry: false })
  const written = found?.isDirectory()
    ? statSync(join(named, REPORT_FOLDER, 'report.json'), { throwIfNoEntry: false })
    : found
  const date = (written?.mtime ?? new Date()).toISOString()
  if (spec !== undefined) return { commit: null, date }
  const changes = await ask(cwd, ['status', '--porcelain'])
  return { commit: changes === '' ? await ask(cwd, ['rev-parse', 'HEAD']) : null, date }
}

/**
 * A note for a `.gitignore` that excludes `.vitest-replay/`: the history would exist on this
 * machine only.
 */
async function ignoredNote(cwd: string): Promise<string[]> {
  const file = historyPath(cwd)
  const isIgnored = (await ask(cwd, ['check-ignore', '--', file])) !== null
  return isIgnored
    ? [
        'git ignores it; to keep it, write into .gitignore: .vitest-replay/* and below it !.vitest-replay/history.jsonl',
      ]
    : []
}

/** The output of a git command; `null` where it fails, or where there is no git. */
async function ask(cwd: string, args: string[]): Promise<string | null> {
  try {
    const { code, stdout } = await runGit(cwd, args, 'Failed to ask git')
    return code === 0 ? stdout.trim() : null
  } catch (error) {
    // A history can be kept without git.
    if (error instanceof ReplayError) return null
    throw error
  }
}

function noRuns(attempted: string, { label, notes = [] }: ReleaseSide): ReplayError {
  const details = notes.length > 0 ? ` (${notes.join('; ')})` : ''
  return new ReplayError('HISTORY_NO_RUNS', {
    attempted,
    reason: `${label} has no recording and no report${details}`,
    remedy: 'Run the tests first (vitest run), and run the command in the project folder',
  })
}

function noRelease(attempted: string, { label }: ReleaseSide): ReplayError {
  return new ReplayError('HISTORY_NO_RELEASE', {
    attempted,
    reason: `${label} does not name its release`,
    remedy:
      'Name it with --release <id>, or when the tests run: the plugin option "release", or VITEST_REPLAY_RELEASE',
  })
}
