import { gzipSync } from 'node:zlib'
import type { ReplayReport } from '../../../core/report/schema.ts'
import { splitFiles, splitReport } from '../../../core/report/split-report.ts'

/** The list of runs, some whole or compared runs, or a body that is offered as a file: what a page reads at once. */
export interface PagePiece {
  id: string
  /** Compressed, as base64: no character of it means anything in HTML. */
  data: string
}

/** The part that a page reads first. */
export const DATA_ID = 'vitest-replay-data'

/**
 * Splits a report into what a page reads one by one, the list of runs first. A small report is one piece, but for
 * bodies that are offered as files.
 *
 * @param json The report as JSON, where it is at hand.
 */
export function packPieces(
  report: ReplayReport,
  { json, inParts = false }: { json?: string; inParts?: boolean } = {},
): PagePiece[] {
  const { report: shown, files } = splitFiles(report)
  const whole = shown === report && json !== undefined ? json : JSON.stringify(shown)
  const split = splitReport(shown, { size: whole.length, always: inParts })
  return [
    { id: DATA_ID, data: pack(split ? JSON.stringify(split.head) : whole) },
    ...(split?.parts ?? []).map((part, index) => ({
      id: `vitest-replay-part-${index}`,
      data: pack(JSON.stringify(part)),
    })),
    ...(split?.compared ?? []).map((part, index) => ({
      id: `vitest-replay-compared-${index}`,
      data: pack(JSON.stringify(part)),
    })),
    ...Object.entries(files).map(([key, text]) => ({
      id: `vitest-replay-file-${key}`,
      data: pack(JSON.stringify(text)),
    })),
  ]
}

/** @note The highest level takes four times as long for a twentieth less. */
function pack(json: string): string {
  return gzipSync(json, { level: 4 }).toString('base64')
}

/** Puts a piece where the page finds it; nothing runs it. */
export function pieceElement({ id, data }: PagePiece): string {
  return `<script type="application/octet-stream" id="${id}">${data}</script>`
}
