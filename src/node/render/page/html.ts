import { ReplayError } from '../../../core/errors.ts'
import type { ReplayReport } from '../../../core/report/schema.ts'
import { packPieces, pieceElement, type PagePiece } from './page-pieces.ts'

const DATA_MARK = '<!--vitest-replay-data-->'
const PIECES_MARK = '<!--vitest-replay-pieces-->'

/**
 * Puts a report into the page: one file that opens from disk.
 *
 * @param template The built page.
 * @param json The report as JSON, where it is at hand.
 */
export function renderHtml(template: string, report: ReplayReport, json?: string): string {
  return fillPage(template, packPieces(report, json === undefined ? {} : { json }))
}

/**
 * Puts what a page reads into it. What is read first stands before its script, the rest behind it: the list of runs is
 * there before the browser has read the rest.
 */
export function fillPage(
  template: string,
  pieces: readonly PagePiece[],
  first: readonly PagePiece[] = pieces.slice(0, 1),
): string {
  const [before, after, ...others] = template.split(DATA_MARK)
  const [script, end, ...more] = (after ?? '').split(PIECES_MARK)
  if (end === undefined || others.length + more.length > 0) {
    throw new ReplayError('PAGE_BROKEN', {
      attempted: 'Failed to write the report page',
      reason: `its template does not hold ${DATA_MARK} and ${PIECES_MARK} once`,
      remedy: 'Install vitest-replay again',
    })
  }
  const print = (some: readonly PagePiece[]) => some.map(pieceElement).join('\n')
  const rest = pieces.filter((piece) => !first.includes(piece))
  return [before, print(first), script, print(rest), end].join('')
}
