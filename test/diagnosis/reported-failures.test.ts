import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { layerOf } from '../../src/core/analysis/failure/classes.ts'
import { captureError } from '../../src/core/cassette/value.ts'
import { encodeError } from '../../src/core/report/action-codec/error-facts.ts'
import { analyzeRun } from '../../src/core/words/diagnosis/analyze-run.ts'
import { sourceOf } from '../../src/worker/context/source-location.ts'
import { buildRun } from '../report/build-report.ts'
import { REPORTED, type ReportedFailure } from './reported-failures.ts'

const FILE = 'test/diagnosis/reported-failures.ts'
const root = fileURLToPath(new URL('../..', import.meta.url))
const lines = readFileSync(new URL('./reported-failures.ts', import.meta.url), 'utf8').split('\n')

function expectedLine(name: string): number {
  const start = lines.findIndex((line) => line.includes(`name: '${name}'`))
  return lines.findIndex((line, at) => at > start && /^\s+(?:throw|await) /.test(line)) + 1
}

async function diagnose({ provoke }: ReportedFailure) {
  try {
    await provoke()
  } catch (thrown) {
    const error = encodeError(captureError(thrown))!
    return analyzeRun(
      buildRun({
        mode: 'record',
        status: 'failed',
        matchRate: null,
        finalOutput: { recorded: { error }, replayed: null },
        error: `${error.name}: ${error.message}`,
        errorSource: sourceOf((thrown as Error).stack, root),
      }),
    )
  }
  return null
}

test('failures that users reported in public have their class, layer, cause and line', async () => {
  const rows = await Promise.all(
    REPORTED.map(async (reported) => {
      const found = await diagnose(reported)
      const { name, classes, names } = reported
      const right = {
        class: found !== null && classes.includes(found.errorClass),
        layer: found !== null && classes.some((one) => layerOf(one) === found.layer),
        cause: found?.statement.includes(names) ?? false,
        line: found?.source?.file === FILE && found.source.line === expectedLine(name),
      }
      return { name, wanted: classes.join(' or '), found, right }
    }),
  )
  const isRight = ({ right }: (typeof rows)[number]) => Object.values(right).every(Boolean)
  const confident = rows.filter(
    ({ found, right }) => !right.class && found?.errorClass !== 'unknown',
  )
  const mark = (is: boolean) => (is ? 'x' : '-')
  console.log(
    [
      `reported failures: ${rows.length}; right in class, layer, cause and line ${rows.filter(isRight).length}, confidently wrong ${confident.length}`,
      'class  layer  cause  line',
      ...rows.map(
        ({ name, wanted, found, right }) =>
          `${mark(right.class)}      ${mark(right.layer)}      ${mark(right.cause)}      ${mark(right.line)}     ${name}: ${wanted}${right.class ? '' : `, taken for ${found?.errorClass ?? 'none'}`}${right.cause ? '' : `; said: ${found?.statement}`}`,
      ),
    ].join('\n'),
  )
  expect(confident.map(({ name }) => name)).toEqual([])
  expect(rows.filter(isRight).length).toBeGreaterThanOrEqual(17)
})
