import { statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { ReplayError } from '../../core/errors.ts'
import { readReport } from '../../storage/read-report.ts'
import { buildSide, type ReadRelease } from './build-side.ts'
import { readFolder, type OnProgress } from './read-folder.ts'
import { readGit } from './read-git.ts'

export interface ReadSideOptions {
  cwd: string
  onProgress?: OnProgress | undefined
}

/**
 * Reads one side of a comparison: a report, a folder (its cassettes and its report), or `git:<ref>`.
 *
 * @example
 * const base = await readSide('git:main', { cwd: process.cwd() })
 */
export async function readSide(spec: string, options: ReadSideOptions): Promise<ReadRelease> {
  if (spec.startsWith('git:')) return readGit(spec.slice('git:'.length), options)
  const path = resolve(options.cwd, spec)
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw sideMissing(spec)
  if (found.isDirectory()) {
    // Its cassettes are beside it.
    const isReportFolder = basename(path) === '.vitest-replay'
    return readFolder(isReportFolder ? dirname(path) : path, { label: spec, ...options })
  }
  return buildSide({
    label: spec,
    commit: null,
    contents: { cassettes: [], interrupted: [] },
    report: readReport(path),
    isGone: () => false,
    hasTest: () => true,
  })
}

/** Reads the present state of the project: its cassettes, and the report of its last test run. */
export function readWorkingTree({ cwd, onProgress }: ReadSideOptions): Promise<ReadRelease> {
  return readFolder(cwd, { label: 'working tree', isProject: true, onProgress })
}

function sideMissing(spec: string): ReplayError {
  return new ReplayError('SIDE_MISSING', {
    attempted: `Failed to read ${spec}`,
    reason: 'there is no such file or folder',
    remedy:
      'A side is a report.json, a folder, or git:<ref> for a branch, tag or commit, such as git:main',
    location: { file: spec },
  })
}
