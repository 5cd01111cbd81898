import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { ReplayError } from '../../core/errors.ts'
import type { ReplayReport, RunReport } from '../../core/report/schema.ts'
import { checkSize } from '../../storage/cassette-text.ts'
import { findCassettes, isCassetteName } from '../../storage/find-cassettes.ts'
import { REPORT_FOLDER } from '../../storage/report-file.ts'
import { buildSide, type ReadRelease } from './build-side.ts'
import { newerThanReport } from './newer-source.ts'
import { readFolderReports, type FolderReports } from './package-reports.ts'
import { addFile, type SideContents } from './side-contents.ts'

/** Called with the number of files read so far, and of all files. */
export type OnProgress = (done: number, total: number) => void

interface FolderOptions {
  label: string
  /**
   * `true` for the project's own folder, not the kept results of a test run: a cassette that is not
   * in it does not exist any more.
   */
  isProject?: boolean
  onProgress?: OnProgress | undefined
}

/** Reads a folder's cassettes and its report, where it has one. */
export async function readFolder(
  folder: string,
  { label, isProject = false, onProgress }: FolderOptions,
): Promise<ReadRelease> {
  const reportFile = reportIn(folder, isProject)
  const { report, files } = readFolderReports(folder, reportFile)
  const paths = withNamed(findCassettes(folder), report, folder)
  const contents: SideContents = { cassettes: [], interrupted: [] }
  for (const [at, file] of paths.entries()) {
    addFile(contents, {
      path: relative(folder, file).split(sep).join('/'),
      shown: file,
      bytes: readBytes(file),
      lfsRemedy: 'Fetch it with: git lfs pull',
    })
    onProgress?.(at + 1, paths.length)
  }
  const isThere = (run: RunReport) => existsSync(join(folder, run.test.file))
  // The kept results of a test run come without their tests.
  const hasTests = (isProject && paths.length > 0) || (report?.runs.some(isThere) ?? false)
  const newer = await newerFiles(files)
  return buildSide({
    label,
    commit: null,
    contents,
    report,
    isGone: (run) => isProject || paths.length > 0 || isThere(run),
    hasTest: (run) => !hasTests || isThere(run),
    notes: [
      ...(files.length === 0 && paths.length > 0
        ? ['there is no report: run the tests (vitest run) to include the present code']
        : []),
      ...newer.map(
        (path) => `the report is older than ${path}: it may be of other code; run the tests again`,
      ),
    ],
  })
}

/** The newest file that is newer than its report, of each report that has one. */
async function newerFiles(reports: FolderReports['files']): Promise<string[]> {
  const newer: string[] = []
  for (const { folder, file } of reports) {
    const path = await newerThanReport(folder, file)
    if (path !== undefined) newer.push(path)
  }
  return newer
}

/**
 * The cassettes that were found, and those that the report names: a test may be outside of the
 * folder, or behind a link.
 */
function withNamed(found: string[], report: ReplayReport | null, folder: string): string[] {
  const paths = new Set(found)
  for (const { cassette } of report?.runs ?? [])
    if (isCassetteName(cassette) && existsSync(join(folder, cassette)))
      paths.add(join(folder, cassette))
  return [...paths].sort()
}

/**
 * The path of a folder's report: in its `.vitest-replay`, or in itself where it has the kept
 * results of a test run.
 */
function reportIn(folder: string, isProject: boolean): string | undefined {
  const own = join(folder, REPORT_FOLDER, 'report.json')
  if (existsSync(own)) return own
  const kept = join(folder, 'report.json')
  const isKept = !isProject || basename(folder) === REPORT_FOLDER
  return isKept && existsSync(kept) ? kept : undefined
}

function readBytes(file: string): Buffer {
  try {
    checkSize(file, statSync(file).size)
    return readFileSync(file)
  } catch (error) {
    if (error instanceof ReplayError) throw error
    throw new ReplayError(
      'CASSETTE_UNREADABLE',
      {
        attempted: `Failed to read ${file}`,
        reason: (error as Error).message,
        remedy: 'Check the file and its permissions',
        location: { file },
      },
      { cause: error },
    )
  }
}
