type Cell = string | number | boolean | null

/**
 * Writes rows as CSV. A text that a spreadsheet would run as a formula gets an apostrophe before it.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function toCsv(
  rows: ReadonlyArray<Record<string, Cell>>,
  columns: readonly string[],
): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))]
  return lines.map((line) => `${line.map(printCell).join(',')}\r\n`).join('')
}

function printCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const harmless = /^\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(cell) ? `'${cell}` : cell
  return /[",;\r\n\t']|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
