import { renderDivergences } from '../../../src/core/words/render-divergences.ts'
import { countEach, textTable } from '../text-table.ts'
import type { Judged } from './judge-run.ts'

const MAX_WRONG = 20

/** The share of replays that named the right position, and the right cause. */
export function precision(judged: ReadonlyArray<Judged>): { position: number; cause: number } {
  const share = (right: (one: Judged) => boolean) => judged.filter(right).length / judged.length
  return { position: share(({ position }) => position), cause: share(({ cause }) => cause) }
}

/** Precision by kind of change, with the first causes beside the headline. */
export function precisionTable(judged: ReadonlyArray<Judged>): string {
  const row = (name: string, some: ReadonlyArray<Judged>): Array<string> => {
    const { position, cause } = precision(some)
    const noise = some.reduce((sum, one) => sum + one.noise, 0) / some.length
    const alone = some.filter((one) => one.noise === 0).length / some.length
    return [
      name,
      String(some.length),
      percent(position),
      percent(cause),
      percent(alone),
      noise.toFixed(3),
    ]
  }
  const kinds = [...new Set(judged.map(({ kind }) => kind))]
  return textTable([
    ['change', 'replays', 'position', 'cause', 'no further first cause', 'further ones'],
    ...kinds.map((kind) =>
      row(
        kind,
        judged.filter((one) => one.kind === kind),
      ),
    ),
    row('all', judged),
  ])
}

/** The counts of reported causes for each expected one: expected down, reported across. */
export function confusionTable(judged: ReadonlyArray<Judged>): string {
  const reported = (one: Judged) => one.headline?.cause ?? 'nothing'
  const expected = [...new Set(judged.map((one) => one.expected.cause))].toSorted()
  const found = [...new Set(judged.map(reported))].toSorted()
  const count = (row: string, column: string) => {
    const times = judged.filter(
      (one) => one.expected.cause === row && reported(one) === column,
    ).length
    return times === 0 ? '.' : String(times)
  }
  return textTable([
    ['expected / reported', ...found],
    ...expected.map((row) => [row, ...found.map((column) => count(row, column))]),
  ])
}

/** The wrong ones, some of each kind, each with what it takes to see it again. */
export function wrongCases(judged: ReadonlyArray<Judged>): Array<string> {
  const wrong = judged.filter(({ position, cause }) => !position || !cause)
  const kinds = countEach(wrong.map(({ kind }) => kind))
  const each = Math.ceil(MAX_WRONG / Math.max(1, kinds.length))
  const shown = kinds.flatMap(([kind]) => wrong.filter((one) => one.kind === kind).slice(0, each))
  return shown.slice(0, MAX_WRONG).map(describe)
}

/** Everything that was reported of each replay, and what was to be. */
export function everyCase(judged: ReadonlyArray<Judged>): Array<string> {
  return judged.flatMap((one) => [
    describe(one),
    ...renderDivergences(one.divergences).map((line) => `    ${line}`),
  ])
}

function describe({ kind, name, expected, headline }: Judged): string {
  const where = expected.final
    ? 'at the final output'
    : `at recorded ${places(expected.recorded)}, replayed ${places(expected.replayed)}`
  const said = headline
    ? `${headline.cause} (${headline.kind}) at ${headline.index} ${headline.action}, ${headline.paths
        .slice(0, 2)
        .map(({ path }) => path)
        .join(' ')}`
    : 'nothing'
  return `${kind}, ${name}: expected ${expected.cause} ${where}; reported ${said}`
}

function places(indices: ReadonlyArray<number | null>): string {
  return indices.map((index) => index ?? 'none').join('|')
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
