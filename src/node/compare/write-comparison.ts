import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ReplayError } from '../../core/errors.ts'
import type { Comparison } from '../../core/report/comparison-schema.ts'
import { REPORT_VERSION, type ReplayReport } from '../../core/report/schema.ts'
import { totalRuns } from '../../core/report/totals.ts'
import { renderHtml } from '../render/page/html.ts'
import { readPageTemplate } from '../render/page/page-template.ts'

/**
 * The report page with a comparison: one file.
 *
 * @param report The head's; an empty one where it has none.
 */
export function comparisonPage(comparison: Comparison, report: ReplayReport | null): string {
  const template = readPageTemplate()
  if (template === undefined)
    throw new ReplayError('PAGE_BROKEN', {
      attempted: 'Failed to write the page of the comparison',
      reason: 'this vitest-replay was built without its page',
      remedy: 'Install vitest-replay again',
    })
  const empty: ReplayReport = {
    version: REPORT_VERSION,
    release: { id: comparison.head.release },
    totals: totalRuns([]),
    runs: [],
    contents: {},
  }
  return renderHtml(template, { ...(report ?? empty), comparison })
}

/** Writes a file to a path of the user's, creating its folder. */
export function writeNamedFile(path: string, text: string): void {
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true })
    writeFileSync(path, text)
  } catch (error) {
    throw new ReplayError(
      'STORAGE_FAILED',
      {
        attempted: `Failed to write ${path}`,
        reason: (error as Error).message,
        remedy: 'Name another file, or make its folder writable',
        location: { file: path },
      },
      { cause: error },
    )
  }
}
