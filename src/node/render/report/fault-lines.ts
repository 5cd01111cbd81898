import { markdownCode } from '../../../core/words/escape-markdown.ts'
import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import {
  describeFaults,
  faultTable,
  printFaultCell,
  type FaultTable,
} from '../../../core/words/fault-table.ts'
import { plural } from '../../../core/words/plural.ts'
import type { RunReport } from '../../../core/report/schema.ts'

/** Agents in the terminal, and in Markdown. */
const MAX_COLUMNS = 8
const MAX_ROWS = 60
const MAX_NAME = 24

/** Renders the agents beside their faults for a terminal: a fault a row, as many agents beside each other as fit. */
export function faultLines(runs: readonly RunReport[], width: number): string[] {
  const table = faultTable(runs)
  if (!table) return []
  const lines = [`faults: ${describeFaults(table)}`]
  const shown = { ...table, rows: table.rows.slice(0, MAX_COLUMNS) }
  for (const block of blocksOf(shown, width - 4))
    lines.push('', ...block.map((line) => `  ${line}`))
  const left = table.rows.length - shown.rows.length
  if (left > 0) lines.push('', `  ${plural(left, 'more agent')} in the report`)
  return lines
}

function blocksOf({ faults, rows }: FaultTable, width: number): string[][] {
  const first = column('fault', faults)
  const columns = rows.map(({ agent, cells }) => column(agent, cells.map(printFaultCell)))
  const blocks: string[][] = []
  while (columns.length > 0) {
    const block = [first]
    let used = first[0]!.length
    while (
      columns.length > 0 &&
      (block.length === 1 || used + 2 + columns[0]![0]!.length <= width)
    ) {
      used += 2 + columns[0]![0]!.length
      block.push(columns.shift()!)
    }
    blocks.push(
      first.map((_, at) =>
        block
          .map((cells) => cells[at]!)
          .join('  ')
          .trimEnd(),
      ),
    )
  }
  return blocks
}

function column(head: string, cells: readonly string[]): string[] {
  const name = escapeTerminal(head.replace(/\s+/g, ' '))
  const short = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 3)}...` : name
  const all = [short, ...cells]
  const width = Math.max(...all.map((cell) => cell.length))
  return all.map((cell) => cell.padEnd(width))
}

/** Renders the same for Markdown: an agent a row. */
export function faultMarkdown(runs: readonly RunReport[]): string[] {
  const table = faultTable(runs)
  if (!table) return []
  const { faults, rows } = table
  const shown = rows.slice(0, MAX_ROWS)
  const isOpen = rows.some(({ refused }) => refused > 0)
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    `<details${isOpen ? ' open' : ''}><summary>Faults: ${describeFaults(table)}</summary>`,
    '',
    line(['agent', ...faults.map((fault) => markdownCode(fault, 60))]),
    line(['agent', ...faults].map(() => '---')),
    ...shown.map(({ agent, cells }) =>
      line([markdownCode(agent, 60), ...cells.map(printFaultCell)]),
    ),
    ...(rows.length > shown.length
      ? ['', `${plural(rows.length - shown.length, 'more agent')}; see the report.`]
      : []),
    '',
    '</details>',
    '',
  ]
}
