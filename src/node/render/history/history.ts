import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import { markdownCode } from '../../../core/words/escape-markdown.ts'
import type { HistoryEntry } from '../../../core/report/comparison-schema.ts'
import { plural } from '../../../core/words/plural.ts'
import { HISTORY_COLUMNS, printCell, type HistoryColumn } from './history-columns.ts'
import { paint } from '../text/paint.ts'
import { renderSparkline } from './sparkline.ts'

/** A history as it is shown: the oldest release first. */
export interface ShownHistory {
  entries: readonly HistoryEntry[]
  /** Releases before the first of them. */
  earlier: number
  /** Notices about how it was read. */
  notes: readonly string[]
}

interface HistoryOptions {
  characters: 'unicode' | 'ascii'
  color: boolean
  /** Columns of the terminal. */
  width: number
}

/** The start of a name is enough to distinguish releases. */
const LONGEST_NAME = 24
const EXPLAINED =
  'Match rate and determinism are over the positions of all replays. Other numbers are means over runs. Whether a change is more than chance: vitest-replay compare'

/** Renders a history for a terminal: how each number went from release to release, and a table. */
export function renderHistory(history: ShownHistory, options: HistoryOptions): string[] {
  const { entries } = history
  const dim = (text: string) => (options.color ? paint('dim', text) : text)
  const bold = (text: string) => (options.color ? paint('bold', text) : text)
  const rows = entries.map((entry) => [nameOf(entry), entry.date.slice(0, 10), String(entry.runs)])
  const columns = fitting(rows, entries, options.width)
  const table = [
    ['release', 'date', 'runs', ...columns.map(({ heading }) => heading)],
    ...rows.map((row, at) => [...row, ...columns.map((column) => printCell(column, entries[at]!))]),
  ]
  const [head, ...body] = alignRows(table)
  const left = HISTORY_COLUMNS.length - columns.length
  return [
    bold(`vitest-replay history: ${describe(history)}`),
    '',
    ...renderTrends(entries, options).map((line) => `  ${line}`),
    '',
    dim(`  ${head!}`),
    ...body.map((line) => `  ${line}`),
    '',
    ...(left > 0
      ? [dim(`  ${plural(left, 'more column')} in a wider terminal, or with --format json`)]
      : []),
    ...history.notes.map((note) => `  ${escapeTerminal(note.replace(/\s+/g, ' '))}`),
    ...EXPLAINED.split(/(?<=\.) /).map((line) => dim(`  ${line}`)),
  ]
}

/** Renders a history as GitHub Markdown. */
export function renderHistoryMarkdown(history: ShownHistory): string {
  const { entries, notes } = history
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`
  const trend = HISTORY_COLUMNS.map((column) =>
    renderSparkline(entries.map(column.read), 'unicode'),
  )
  return [
    `### vitest-replay history: ${describe(history)}`,
    '',
    row(['release', 'date', 'runs', ...HISTORY_COLUMNS.map(({ heading }) => heading)]),
    row(['---', '---', ...Array.from({ length: HISTORY_COLUMNS.length + 1 }, () => '---:')]),
    ...entries.map((entry) =>
      row([
        markdownCode(entry.release, LONGEST_NAME),
        entry.date.slice(0, 10),
        String(entry.runs),
        ...HISTORY_COLUMNS.map((column) => printCell(column, entry)),
      ]),
    ),
    row(['trend', '', '', ...trend]),
    '',
    ...notes.flatMap((note) => [markdownCode(note, 300), '']),
    `<sub>${EXPLAINED}.</sub>`,
    '',
  ].join('\n')
}

function describe({ entries, earlier }: ShownHistory): string {
  const count = plural(entries.length, 'release')
  return earlier === 0 ? count : `the last ${count} of ${entries.length + earlier}`
}

/** A line for each number that is known of any release: how it went, from the first known value to the last. */
function renderTrends(entries: readonly HistoryEntry[], { characters }: HistoryOptions): string[] {
  const trends = HISTORY_COLUMNS.filter(({ isTrend }) => isTrend)
  const width = Math.max(...trends.map(({ name }) => name.length))
  return trends.map((column) => {
    const values = entries.map(column.read)
    const known = values.filter((value) => value !== null)
    const summary =
      known.length === 0
        ? 'not known of any release'
        : known.length === 1
          ? column.print(known[0]!)
          : `${column.print(known[0]!)} -> ${column.print(known.at(-1)!)}`
    const gaps = known.length > 0 ? values.length - known.length : 0
    const unknown = gaps === 0 ? '' : ` (not known of ${gaps})`
    return `${column.name.padEnd(width)}  ${renderSparkline(values, characters)}  ${summary}${unknown}`
  })
}

/** As many columns as fit; the first ones are always there. */
function fitting(
  rows: readonly string[][],
  entries: readonly HistoryEntry[],
  width: number,
): HistoryColumn[] {
  const columns = HISTORY_COLUMNS.map((column) => ({
    column,
    width: Math.max(
      column.heading.length,
      ...entries.map((entry) => printCell(column, entry).length),
    ),
  }))
  let used = 2 + Math.max(7, ...rows.map(([name]) => name!.length)) + 2 + 10 + 2 + 4
  return columns
    .filter(({ column, width: own }) => {
      used += own + 2
      return used <= width || column.isTrend
    })
    .map(({ column }) => column)
}

/** Names to the left, numbers to the right. */
function alignRows(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)))
  return rows.map((row) =>
    row
      .map((cell, at) => (at < 2 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
      .join('  ')
      .trimEnd(),
  )
}

function nameOf({ release }: HistoryEntry): string {
  const name = escapeTerminal(release.replace(/\s+/g, ' '))
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 3)}...`
}
