import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import { paint, type Color } from '../text/paint.ts'
import { wrapLine } from '../text/wrap.ts'

export interface TerminalOptions {
  color: boolean
  /** Columns of the terminal. */
  width: number
}

/** Lines of a terminal, each wrapped, escaped and coloured. */
export interface TerminalLines {
  /** Adds a line; an empty one separates. */
  put(text: string, color?: Color | null): void
  /** Adds a line that is not wrapped, so that it can be copied. */
  putWhole(text: string, color?: Color | null): void
  lines: readonly string[]
}

export function createTerminalLines({ color: wanted, width }: TerminalOptions): TerminalLines {
  const lines: string[] = []
  const add = (parts: string[], color: Color | null) => {
    for (const part of parts) lines.push(wanted && color ? paint(color, part) : part)
  }
  const safe = (text: string) => escapeTerminal(text.replace(/\n/g, ' '))
  return {
    lines,
    put(text, color = null) {
      if (text === '') lines.push('')
      else add(wrapLine(safe(text), width), color)
    },
    putWhole: (text, color = null) => add([safe(text)], color),
  }
}

/** Rows as columns of equal width. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
}
