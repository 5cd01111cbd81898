import type { PageLayout } from '../../../core/options/plugin-options.ts'
import type { ReplayReport } from '../../../core/report/schema.ts'
import { removeReportPieces, writeReportFile } from '../../../storage/report-file.ts'
import { renderFolder, PIECE_FILE } from './html-folder.ts'
import { fillPage } from './html.ts'
import { packPieces } from './page-pieces.ts'

/** Larger pages are slow to open, to send and to keep. */
const MAX_FILE = 15 * 1024 * 1024

/** The folder of the runs, beside the page. */
export const PIECES_FOLDER = 'report'

/**
 * Writes `report.html`, and removes what an earlier one had beside it; returns its path.
 *
 * @param json The report as JSON, where it is at hand.
 */
export function writePage(
  root: string,
  template: string,
  report: ReplayReport,
  { layout, json }: { layout: PageLayout; json?: string },
): string {
  const pieces = packPieces(report, {
    inParts: layout === 'folder',
    ...(json === undefined ? {} : { json }),
  })
  const size = pieces.reduce((sum, { data }) => sum + data.length, template.length)
  const isFolder = layout === 'folder' || (layout === 'auto' && size > MAX_FILE)
  const { index, files } = isFolder
    ? renderFolder(template, pieces, PIECES_FOLDER)
    : { index: fillPage(template, pieces), files: new Map<string, string>() }
  for (const [name, text] of files) writeReportFile(root, `${PIECES_FOLDER}/${name}`, text)
  const path = writeReportFile(root, 'report.html', index)
  removeReportPieces(root, PIECES_FOLDER, (name) => PIECE_FILE.test(name) && !files.has(name))
  return path
}
