import { appendFileSync, readFileSync } from 'node:fs'

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
  writeLines(counted.map((rows) => ({ part: process.env['TABLE_PART'], ...rows })))
}

/** Hands over the counts of a part within a test, with which a run that was stopped need not begin again. */
export function countPart(part: string, counted: CountedRows[], isRight: boolean): void {
  writeLines([
    ...counted.map((rows) => ({ ...rows, part })),
    ...(isRight ? [{ part, done: true }] : []),
  ])
}

/** Parts within tests that an earlier run of the same sources has done. */
export function doneParts(): string[] {
  const file = process.env['TABLE_ROWS']
  if (file === undefined) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { part?: string; done?: boolean })
    .flatMap(({ part, done }) => (done && part !== undefined ? [part] : []))
}

function writeLines(lines: object[]): void {
  const file = process.env['TABLE_ROWS']
  if (file !== undefined)
    appendFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
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
