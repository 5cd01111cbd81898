import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createProject } from '../e2e/run-project.ts'
import { repository } from '../structure/source-files.ts'
import { wholeTest } from '../table-size.ts'

const CONSUMER = `
import { expect, test } from 'vitest'
import { defineConfig } from 'vitest/config'
import { action, ReplayError, replayRun, type ReplayRun } from 'vitest-replay'
import { parseCassette, type Cassette } from 'vitest-replay/cassette'
import { replay, type PluginOptions } from 'vitest-replay/plugin'
import { ReplayReportSchema, type ReplayReport } from 'vitest-replay/report'
import ReplayReporter from 'vitest-replay/reporter'

const options: PluginOptions = { mode: 'once' }
export default defineConfig({ plugins: [replay(options)], test: { reporters: [new ReplayReporter()] } })

const lookup = action('lookup', async (id: string) => ({ id }))
test('a run', async () => {
  const run: ReplayRun<{ id: string }> = await replayRun(({ id }: { id: string }) => lookup(id), {
    input: { id: 'A-17' },
  })
  expect(run).toHaveMatchRate(1)
  expect(run).toStayWithinBudget({ usd: 1 })
  // @ts-expect-error a rate is a number
  expect(run).toHaveMatchRate('1')
  // @ts-expect-error no such option
  void replayRun(() => 1, { cassete: 'x' })
  // @ts-expect-error internal
  void run.settle
})
export const cassette: Cassette = parseCassette('')
export const report: ReplayReport = ReplayReportSchema.parse(null)
export const code: string = new ReplayError('X', { attempted: '', reason: '', remedy: '' }).code
`

/** Ways to resolve modules, the stricter one first. */
const RESOLUTIONS = [
  ['nodenext', 'nodenext'],
  ['bundler', 'esnext'],
] as const

wholeTest.each(RESOLUTIONS)(
  'the shipped types compile in a strict project with moduleResolution %s',
  (resolution, module) => {
    const project = createProject({
      'consumer.ts': CONSUMER,
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          target: 'es2022',
          module,
          moduleResolution: resolution,
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          skipLibCheck: false,
          noEmit: true,
          types: ['node'],
        },
        files: ['consumer.ts'],
      }),
    })
    const found = compile(project.root)
    expect(found.filter((line) => /vitest-replay|consumer\.ts/.test(line))).toEqual([])
  },
)

/** The errors that TypeScript finds, a line each. */
function compile(root: string): string[] {
  const tsc = join(repository, 'node_modules/typescript/bin/tsc')
  try {
    execFileSync(process.execPath, [tsc, '-p', root, '--preserveSymlinks'], {
      cwd: root,
      encoding: 'utf8',
    })
    return []
  } catch (error) {
    return String((error as { stdout?: string }).stdout)
      .split('\n')
      .filter(Boolean)
  }
}
