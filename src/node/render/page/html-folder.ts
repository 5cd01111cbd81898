import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { ReplayError } from '../../../core/errors.ts'
import { fillPage } from './html.ts'
import { pieceElement, type PagePiece } from './page-pieces.ts'

/** Names of the files beside a page; others in their folder are left alone. */
export const PIECE_FILE = /^(?:part|compared|file)-[\w-]+-[\w-]{22}\.html$/

const STRICT = "default-src 'none';"

/** Hands its piece to the page that asked for it, and to no other: only the page beside it knows its name. */
const COURIER =
  "if(parent!==self)parent.postMessage(document.querySelector('script[type]').textContent,'*')"

/** A page that reads its runs from files in a folder beside it. */
export interface PageFolder {
  index: string
  /** Texts by their names. */
  files: Map<string, string>
}

/**
 * Lays a report out in files, for one that is too large for a page. A page from disk may fetch nothing, and what it runs
 * is identified by its hash; but it may show other pages from disk. So each piece is a page of its own that runs nothing
 * but its courier.
 *
 * @param folder How the page names the folder of the other files.
 */
export function renderFolder(
  template: string,
  pieces: readonly PagePiece[],
  folder: string,
): PageFolder {
  if (template.split(STRICT).length !== 2) {
    throw new ReplayError('PAGE_BROKEN', {
      attempted: 'Failed to write the report page',
      reason: `its template does not hold ${STRICT} once`,
      remedy: 'Install vitest-replay again',
    })
  }
  const [data, ...others] = pieces
  const files = new Map<string, string>()
  const places: Record<string, string> = {}
  for (const piece of others) {
    const text = piecePage(piece)
    const name = `${piece.id.replace('vitest-replay-', '')}-${nameHash(text)}.html`
    files.set(name, text)
    places[piece.id] = `${folder}/${name}`
  }
  const list = gzipSync(JSON.stringify(places)).toString('base64')
  const first = [data!, { id: 'vitest-replay-places', data: list }]
  const index = fillPage(
    template.replace(STRICT, `${STRICT} frame-src 'self' file:;`),
    first,
    first,
  )
  return { index, files }
}

/** @note Named by its contents: a page never reads a piece of another report, and nobody guesses the name. */
function nameHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}

const POLICY = [
  STRICT.slice(0, -1),
  `script-src 'sha256-${createHash('sha256').update(COURIER).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

function piecePage(piece: PagePiece): string {
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<title>A part of a vitest-replay report</title>',
    '<p>This is a part of the report in <code>report.html</code>.</p>',
    pieceElement(piece),
    `<script>${COURIER}</script></html>`,
    '',
  ].join('\n')
}
