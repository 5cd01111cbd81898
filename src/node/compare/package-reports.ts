import { join } from 'node:path'
import { isJsonObject, type JsonValue } from '../../core/json.ts'
import { mergeContents, type RunWithContents } from '../../core/report/contents/merge-contents.ts'
import type { ReplayReport, RunReport } from '../../core/report/schema.ts'
import { totalRuns } from '../../core/report/totals.ts'
import { findReportFolders } from '../../storage/find-reports.ts'
import { readReport } from '../../storage/read-report.ts'
import { REPORT_FOLDER } from '../../storage/report-file.ts'

/** The reports of a folder: its own, and those of the packages below it. */
export interface FolderReports {
  /** As if all tests had run from the folder; `null` where there is no report. */
  report: ReplayReport | null
  /** The folder and the file of each report. */
  files: Array<{ folder: string; file: string }>
}

/**
 * Reads a folder's report together with those of its packages, whose tests ran in their own folders.
 *
 * @param own The path of the folder's own report.
 */
export function readFolderReports(folder: string, own: string | undefined): FolderReports {
  const packages = findReportFolders(folder).map((name) => {
    const file = join(folder, name, REPORT_FOLDER, 'report.json')
    return { folder: join(folder, name), file, report: moveReport(readReport(file), `${name}/`) }
  })
  const first = own === undefined ? [] : [{ folder, file: own, report: readReport(own) }]
  const all = [...first, ...packages]
  return {
    report: joinReports(all.map(({ report }) => report)),
    files: all.map(({ folder: of, file }) => ({ folder: of, file })),
  }
}

function joinReports(reports: readonly ReplayReport[]): ReplayReport | null {
  const [first, ...others] = reports
  if (first === undefined || others.length === 0) return first ?? null
  const latest = new Map<string, RunWithContents>()
  for (const [at, { runs, contents }] of reports.entries())
    for (const run of runs) {
      const key = JSON.stringify([run.cassette, run.test.fullName, run.name, run.take, run.runId])
      const known = latest.get(key)?.run
      // Of a run from the root and one from its package, the later one is of the present code.
      if (!known || Date.parse(known.startedAt) <= Date.parse(run.startedAt))
        latest.set(key, { run, contents, scope: `${at} ` })
    }
  const published = [...latest.values()]
  const runs = published.map(({ run }) => run)
  const unhandled = reports.flatMap((report) => report.unhandled ?? [])
  const totals = totalRuns(runs, unhandled)
  const rest = unhandled.length > 0 ? { unhandled } : {}
  return { ...first, totals, runs, contents: mergeContents(published), ...rest }
}

/** Makes the paths of a package's report relative to a folder above it. */
function moveReport(report: ReplayReport, folder: string): ReplayReport {
  const runs = report.runs.map((run) => ({
    ...(movePlaces(run as unknown as JsonValue, folder) as unknown as RunReport),
    test: { ...run.test, file: folder + run.test.file },
    cassette: folder + run.cassette,
  }))
  const unhandled = report.unhandled?.map((row) => ({ ...row, file: folder + row.file }))
  return { ...report, runs, ...(unhandled ? { unhandled } : {}) }
}

/** Every place in the sources: an object with a file and a line. */
function movePlaces(value: JsonValue, folder: string): JsonValue {
  if (Array.isArray(value)) return value.map((element) => movePlaces(element, folder))
  if (!isJsonObject(value)) return value
  const moved = Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, movePlaces(field, folder)]),
  )
  const isPlace = typeof value['file'] === 'string' && typeof value['line'] === 'number'
  return isPlace ? { ...moved, file: `${folder}${String(value['file'])}` } : moved
}
