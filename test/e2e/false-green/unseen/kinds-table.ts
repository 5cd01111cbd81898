import type { RowResult } from './run-rows.ts'

interface Counts {
  rows: number
  right: number
  wrong: number
}

/** Counts the rows of each kind, as a table for the terminal. */
export function kindsTable(
  title: string,
  rows: RowResult[],
  isRight: (row: RowResult) => boolean,
): string {
  const kinds = new Map<string, Counts>()
  for (const kind of [...rows.map((row) => row.kind), 'all'])
    kinds.set(kind, { rows: 0, right: 0, wrong: 0 })
  for (const row of rows)
    for (const counts of [kinds.get(row.kind)!, kinds.get('all')!]) {
      counts.rows++
      counts[isRight(row) ? 'right' : 'wrong']++
    }
  const lines = [...kinds].map(
    ([kind, { rows: count, right, wrong }]) =>
      `  ${kind.padEnd(20)}${[count, right, wrong].map((number) => String(number).padStart(8)).join('')}`,
  )
  const head = `  ${'kind'.padEnd(20)}${'rows'.padStart(8)}${'right'.padStart(8)}${'wrong'.padStart(8)}`
  return [title, head, ...lines].join('\n')
}
