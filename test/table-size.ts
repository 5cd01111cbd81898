import { test } from 'vitest'

const isWhole = process.env['TEST_TABLES'] === 'whole'

/**
 * Picks the size of a large table: its sample in `npm test`, the whole of it where a `test:*` command sets
 * `TEST_TABLES=whole`.
 *
 * @example
 * const SEEDS = tableSize({ sample: 300, whole: 3000 })
 */
export function tableSize<Size>({ sample, whole }: { sample: Size; whole: Size }): Size {
  return isWhole ? whole : sample
}

/** A test that `npm test` leaves to the whole tables: `npm run test:integration` has to name its file, so that each change passes it. */
export const wholeTest = test.runIf(isWhole)
