import { expect, test } from 'vitest'
import { layerOf, type FailureClass } from '../../src/core/analysis/failure/classes.ts'
import { failureClass } from '../../src/core/analysis/failure/classify-error.ts'
import { captureError } from '../../src/core/cassette/value.ts'
import { encodeError, readError } from '../../src/core/report/action-codec/error-facts.ts'
import { PROVOKED } from './provoked-failures.ts'

/** The class of a failure by what a report keeps of its error. */
async function classOf(provoke: () => unknown): Promise<FailureClass | 'none'> {
  try {
    await provoke()
    return 'none'
  } catch (error) {
    return failureClass({ error: readError(encodeError(captureError(error))!) })
  }
}

test('failures of real SDKs and of Node have their class and layer', async () => {
  const key = process.env['OPENAI_API_KEY']
  delete process.env['OPENAI_API_KEY']
  const rows = await Promise.all(
    PROVOKED.map(async ([name, expected, provoke]) => ({
      name,
      expected,
      found: await classOf(provoke),
    })),
  )
  if (key !== undefined) process.env['OPENAI_API_KEY'] = key
  const wrong = rows.filter(({ expected, found }) => expected !== found)
  const layers = rows.filter(
    ({ expected, found }) => found !== 'none' && layerOf(found) === layerOf(expected),
  )
  const confident = wrong.filter(({ found }) => found !== 'unknown')
  console.log(
    [
      `provoked failures: ${rows.length}; class right ${rows.length - wrong.length}, layer right ${layers.length}, confidently wrong ${confident.length}`,
      ...confusion(rows),
      ...wrong.map(({ name, expected, found }) => `  ${name}: ${expected} taken for ${found}`),
    ].join('\n'),
  )
  expect(rows.length).toBeGreaterThanOrEqual(40)
  expect(wrong).toEqual([])
})

/** The confusion table: a row for each class, with what its failures were taken for. */
function confusion(
  rows: ReadonlyArray<{ expected: FailureClass; found: FailureClass | 'none' }>,
): string[] {
  const width = Math.max(...rows.map(({ expected }) => expected.length)) + 2
  return [
    `${'class'.padEnd(width)}failures  taken for`,
    ...[...new Set(rows.map(({ expected }) => expected))].sort().map((expected) => {
      const found = rows.filter((row) => row.expected === expected).map((row) => row.found)
      const counts = [...new Set(found)].map(
        (one) => `${one} ${found.filter((other) => other === one).length}`,
      )
      return `${expected.padEnd(width)}${String(found.length).padStart(8)}  ${counts.join(', ')}`
    }),
  ]
}
