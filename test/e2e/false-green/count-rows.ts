import { appendFileSync } from 'node:fs'

/** Replays of one kind, by what they are to show. */
export interface CountedRows {
  table: 'changes' | 'harmless' | 'unchanged'
  kind: string
  /** They were written without sight of the code that judges them. */
  unseen?: boolean
  rows: number
  /** Those that were judged wrongly: a change that is not reported, anything else that is. */
  wrong: string[]
  /** The receipt names their places as not compared. */
  named?: number
}

/** Hands counts to `npm run test:false-green`, which prints them together at its end. */
export function countRows(...counted: CountedRows[]): void {
  const file = process.env['TABLE_ROWS']
  if (file !== undefined)
    appendFileSync(file, counted.map((rows) => `${JSON.stringify(rows)}\n`).join(''))
}

/** Counts rows by their kind. */
export function countKinds<Row extends { kind: string; name: string }>(
  rows: readonly Row[],
  isWrong: (row: Row) => boolean,
  more: Pick<CountedRows, 'table' | 'unseen'> & { isNamed?(row: Row): boolean },
): void {
  const { isNamed = () => false, ...shared } = more
  for (const kind of new Set(rows.map((row) => row.kind))) {
    const own = rows.filter((row) => row.kind === kind)
    const wrong = own.filter((row) => isWrong(row) && !isNamed(row)).map(({ name }) => name)
    countRows({ ...shared, kind, rows: own.length, wrong, named: own.filter(isNamed).length })
  }
}
