import { ReplayError } from '../../core/errors.ts'
import type { ReplayReport } from '../../core/report/schema.ts'
import { packPieces, pieceElement, type PagePiece } from './page-pieces.ts'

const PLACEHOLDER = '<!--vitest-replay-data-->'

/**
 * Puts a report into the page: one file that opens from disk.
 *
 * @param template The built page.
 * @param json The report as JSON, where it is at hand.
 */
export function renderHtml(template: string, report: ReplayReport, json?: string): string {
  return fillPage(template, packPieces(report, json === undefined ? {} : { json }))
}

/** Puts what a page reads into it. */
export function fillPage(template: string, pieces: readonly PagePiece[]): string {
  const at = template.indexOf(PLACEHOLDER)
  if (at === -1 || template.includes(PLACEHOLDER, at + 1)) {
    throw new ReplayError('PAGE_BROKEN', {
      attempted: 'Failed to write the report page',
      reason: `its template does not hold ${PLACEHOLDER} once`,
      remedy: 'Install vitest-replay again',
    })
  }
  const elements = pieces.map(pieceElement).join('\n')
  return template.slice(0, at) + elements + template.slice(at + PLACEHOLDER.length)
}
