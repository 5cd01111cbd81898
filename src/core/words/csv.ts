import type { ExportRow } from '../report/export-rows.ts'

/** The beginning of a text that a spreadsheet would take for a formula, blanks before it included; some know the full-width signs too. */
const FORMULA = /^[\s\u0000]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/

/**
 * Prints rows as CSV (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe before it.
 *
 * @example
 * toCsv([{ name: '=1+1', cost: -1 }]) // 'name,cost\r\n\'=1+1,-1\r\n'
 */
export function toCsv(rows: Iterable<ExportRow>): string {
  const lines: string[] = []
  for (const row of rows) {
    if (lines.length === 0) lines.push(Object.keys(row).map(printCell).join(','))
    lines.push(Object.values(row).map(printCell).join(','))
  }
  return lines.map((line) => `${line}\r\n`).join('')
}

function printCell(value: ExportRow[string]): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const safe = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n\u2028\u2029]/.test(safe) || safe !== safe.trim()
    ? `"${safe.replaceAll('"', '""')}"`
    : safe
}
