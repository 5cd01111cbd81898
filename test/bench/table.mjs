/** A Markdown table; numbers are aligned right. */
export function renderTable(head, rows) {
  const cells = [head, ...rows].map((row) => row.map(String))
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)))
  const print = (row) =>
    `| ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join(' | ')} |`
  const rule = widths.map((width, at) =>
    at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  return [print(cells[0]), print(rule), ...cells.slice(1).map(print)].join('\n')
}

export const ms = (value) => (value < 10 ? value.toFixed(1) : value.toFixed(0))
export const times = (value) => `${value.toFixed(2)}x`
export const mb = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`
