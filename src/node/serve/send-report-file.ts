import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PIECE_FILE } from '../render/page/html-folder.ts'
import { PIECES_FOLDER } from '../render/page/write-page.ts'
import type { TrustedRequest } from './loopback-server.ts'

const FILES: Record<string, string> = {
  'report.html': 'text/html; charset=utf-8',
  'report.json': 'application/json; charset=utf-8',
  'report.md': 'text/plain; charset=utf-8',
}

/** Parts of a report are shown within its own page only. */
const PIECE_HEADERS = {
  'x-frame-options': 'SAMEORIGIN',
  'content-security-policy': "frame-ancestors 'self'",
}

/** The files of a report that are there. */
export function reportFilesIn(folder: string): string[] {
  return Object.keys(FILES).filter((name) => existsSync(join(folder, name)))
}

/** Answers with a file of a report: nothing else of its folder is served. */
export function sendReportFile(
  folder: string | undefined,
  [name = '', piece, ...more]: string[],
  { send, refuse }: TrustedRequest,
): void {
  const missing = () => refuse(404, 'There is no such report.')
  if (folder === undefined || more.length > 0) return missing()
  if (piece !== undefined) {
    const path = join(folder, PIECES_FOLDER, piece)
    if (name !== PIECES_FOLDER || !PIECE_FILE.test(piece) || !existsSync(path)) return missing()
    return send(200, FILES['report.html']!, readFileSync(path), PIECE_HEADERS)
  }
  const path = join(folder, name)
  if (!Object.hasOwn(FILES, name) || !existsSync(path)) return missing()
  send(200, FILES[name]!, readFileSync(path))
}
