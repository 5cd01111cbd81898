import { gunzipSync } from 'node:zlib'

/** Returns Markdown without its code, which leaves the parts where a text could be markup. */
export function skeleton(markdown: string): string {
  const lines: string[] = []
  let fence: string | null = null
  for (const line of markdown.split('\n')) {
    const ticks = /^(`{3,})/.exec(line)?.[1]
    if (fence === null && ticks) fence = ticks
    else if (fence !== null && ticks && ticks.length >= fence.length && line.trim() === ticks)
      fence = null
    else if (fence === null) lines.push(line.replace(/<code>[^<>]*<\/code>/g, 'CODE'))
  }
  return fence === null ? lines.join('\n') : 'an open fence'
}

/** Cells of CSV, as a spreadsheet reads them. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    const [, raw, end] = match
    rows.at(-1)!.push(raw!.startsWith('"') ? raw!.slice(1, -1).replaceAll('""', '"') : raw!)
    if (end === '\r\n') rows.push([])
    if (cell.lastIndex === text.length) break
  }
  rows.pop()
  return rows
}

/** The cells that a spreadsheet would take for a formula. */
export function formulasIn(cells: string[][]): string[] {
  return cells.flat().filter((cell) => /^[\s\u0000]*[=+\-@|%\uff1d]/.test(cell))
}

/** The data in the one element of a page; throws where it has any other element. */
export function packedIn(html: string): unknown {
  const data =
    /^<body><script type="application\/octet-stream" id="vitest-replay-data">([A-Za-z0-9+/=]+)<\/script><\/body>$/.exec(
      html,
    )
  return JSON.parse(gunzipSync(Buffer.from(data![1]!, 'base64')).toString())
}
