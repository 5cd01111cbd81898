import { appendFileSync } from 'node:fs'
import { relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ReplayError } from '../core/errors.ts'
import type { ReplayReport } from '../core/report/schema.ts'
import { writeReport, writeReportFile } from '../storage/report-file.ts'
import { renderMarkdown } from './render/report/markdown.ts'
import { readPageTemplate } from './render/page/page-template.ts'
import type { PageLayout } from '../core/options/plugin-options.ts'
import { writePage } from './render/page/write-page.ts'

/** Writes `report.json`, `report.md` and `report.html`; returns the path of the file to open. */
export function writeReports(
  root: string,
  report: ReplayReport,
  layout: PageLayout = 'auto',
): string {
  const json = JSON.stringify(report)
  const file = writeReport(root, report, json)
  writeReportFile(root, 'report.md', renderMarkdown(report))
  const template = readPageTemplate()
  return template === undefined ? file : writePage(root, template, report, { layout, json })
}

/** Adds the report to the summary of a GitHub Actions job, where there is one. */
export function writeJobSummary(report: ReplayReport, env: NodeJS.ProcessEnv): void {
  const file = env['GITHUB_STEP_SUMMARY']
  if (!file) return
  try {
    appendFileSync(file, `${renderMarkdown(report)}\n`)
  } catch (error) {
    throw new ReplayError(
      'STORAGE_FAILED',
      {
        attempted: `Failed to write the summary of the job to ${file}`,
        reason: (error as Error).message,
        remedy: 'Check the file that GITHUB_STEP_SUMMARY names, and its permissions',
        location: { file },
      },
      { cause: error },
    )
  }
}

/** Formats the path of a report: a link in a terminal, else a relative path. */
export function linkTo(path: string, isTerminal: boolean): string {
  return isTerminal ? pathToFileURL(path).href : relative(process.cwd(), path)
}
