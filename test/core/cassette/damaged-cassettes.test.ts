import { expect, test } from 'vitest'
import { readLines } from '../../../src/core/cassette/read-lines.ts'
import { serializeCassette } from '../../../src/core/cassette/serialize.ts'
import { ReplayError } from '../../../src/core/errors.ts'
import { mutateReport } from '../../node/compare/mutate-report.ts'
import { tableSize } from '../../table-size.ts'
import { buildCassette, modelCall } from './build-cassette.ts'

const SEEDS = tableSize({ sample: 400, whole: 10_000 })
const LINES = serializeCassette(
  buildCassette(
    Array.from({ length: 4 }, (_, at) =>
      modelCall(at, { messages: [{ role: 'user', content: `turn ${at}` }] }, { ok: true }),
    ),
  ),
)
  .trimEnd()
  .split('\n')

/** One line damaged, lost, twice, or in the place of the next. */
function damage(seed: number): string {
  const lines = [...LINES]
  const at = seed % lines.length
  const line = lines[at]!
  const ways = [[mutateReport(line, seed)], [], [line, line], [lines[at + 1] ?? '', line]]
  lines.splice(at, 1, ...ways[seed % 7 < 4 ? 0 : (seed % 7) - 3]!)
  return `${lines.join('\n')}\n`
}

test('a damaged cassette is read, or refused with a clear error', () => {
  let [read, refused] = [0, 0]
  const crashes: string[] = []
  for (let seed = 0; seed < SEEDS; seed++) {
    try {
      readLines(damage(seed), 'the cassette')
      read++
    } catch (error) {
      if (error instanceof ReplayError) refused++
      else crashes.push(`seed ${seed}: ${String((error as Error).stack).slice(0, 400)}`)
    }
  }
  expect(crashes.slice(0, 5)).toEqual([])
  expect(read).toBeGreaterThan(0)
  expect(refused).toBeGreaterThan(0)
})
