import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { createProject, developmentStack, type Project, stack } from '../run-project.ts'
import { startAnswers } from './answers.ts'

const recording = { SERVER_URL: 'http://127.0.0.1:1' }

/**
 * On the development stack, others prove the same of more: `sessions/record-modes` of a divergence, `reports` of shards,
 * `types/shipped-types` of the types.
 */
const isOther = stack !== developmentStack
const onOtherStack = test.runIf(isOther)

let recorded: Project
beforeAll(async () => {
  if (!isOther) return
  let remove = () => {}
  recorded = createProject('stacks', (end) => (remove = end))
  const server = await startAnswers()
  await recorded.vitest(['hooks.test.ts', 'concurrent.test.ts'], { SERVER_URL: server.url })
  await server.close()
  recording.SERVER_URL = server.url
  return remove
})

test('the stack under test is the one that was asked for', async () => {
  const project = createProject({
    'versions.test.ts': `
      import { createRequire } from 'node:module'
      import { test } from 'vitest'
      const major = (name) => createRequire(import.meta.url)(name + '/package.json').version.split('.')[0]
      test('versions', () => {
        const node = process.versions.node.split('.')[0]
        console.log(['node', node, 'vitest', major('vitest'), 'msw', major('msw')].join(' '))
      })`,
  })
  const { output } = await project.vitest()
  const own = `node ${process.versions.node.split('.')[0]} vitest 4 msw 2`
  expect(output).toContain(stack === developmentStack ? own : 'node 24 vitest 5 msw 3')
})

test("the global dispatcher is the one of the agent's own undici", async () => {
  const project = createProject({
    'dispatcher.test.ts': `
      import * as undici from 'undici'
      import { expect, test } from 'vitest'
      test('dispatcher', () => expect(undici.getGlobalDispatcher()).toBeInstanceOf(undici.Agent))`,
  })
  const { output, exitCode } = await project.vitest()
  expect(exitCode, output).toBe(0)
})

onOtherStack('a divergence fails the test run, and -u records it again', async () => {
  const project = recorded.copy()
  const changed = project.read('agents.ts').replace('2 + 3?', '2 + 4?')
  project.write('agents.ts', changed)

  const replayed = await project.vitest(['hooks.test.ts'], { ...recording, CI: 'true' })
  expect(replayed.exitCode).toBe(1)
  expect(replayed.output).toContain('$.question')
  expect(replayed.output).toContain('2 + 4?')

  const server = await startAnswers(Number(new URL(recording.SERVER_URL).port))
  const updated = await project.vitest(['hooks.test.ts', '-u'], recording)
  await server.close()
  expect(updated.exitCode).toBe(0)
  expect(server.requests).toHaveLength(2)
  const again = await project.vitest(['hooks.test.ts'], { ...recording, CI: 'true' })
  expect(again.exitCode).toBe(0)
})

onOtherStack('shards merge to the report of one machine', async () => {
  const project = recorded.copy()
  const files = ['hooks.test.ts', 'concurrent.test.ts']
  const whole = await project.vitest(files, { ...recording, CI: 'true' })
  expect(whole.exitCode).toBe(0)
  const { totals } = project.report()

  mkdirSync(join(project.root, 'blobs'))
  for (const shard of [1, 2]) {
    const blob = ['--reporter=blob', `--outputFile.blob=blobs/${shard}.json`]
    const part = await project.vitest([...files, ...blob, `--shard=${shard}/2`], {
      ...recording,
      CI: 'true',
    })
    expect(part.exitCode).toBe(0)
    expect(project.report().totals.runs).toBeLessThan(totals.runs)
  }
  const merged = await project.vitest(['--merge-reports=blobs'], { ...recording, CI: 'true' })
  expect(merged.exitCode).toBe(0)
  expect(merged.output).toContain('vitest-replay: 6 replayed, match rate 1')
  expect(project.report().totals).toEqual(totals)
})

onOtherStack('the shipped types compile without skipLibCheck', async () => {
  const project = createProject({
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2023',
        lib: ['es2023', 'dom', 'dom.iterable'],
        types: ['node'],
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        // Vitest names these in its types; a user of the package need not have them.
        paths: { 'happy-dom': ['./none.d.ts'], jsdom: ['./none.d.ts'] },
      },
      include: ['*.ts'],
    }),
    'none.d.ts': `
      export interface ConstructorOptions {}
      export declare class JSDOM { constructor(html?: string, options?: ConstructorOptions) }
      export declare class Window { constructor(options?: { console?: unknown }) }`,
    'agent.test.ts': `
      import { beforeAll, expect, test } from 'vitest'
      import { replayRun } from 'vitest-replay'
      import { parseCassette } from 'vitest-replay/cassette'
      import type { ReplayReport } from 'vitest-replay/report'
      export const totals = (report: ReplayReport): number => report.totals.runs
      export { parseCassette }
      test('agent', async () => {
        const run = await replayRun(async ({ a }: { a: number }) => a + 1, { input: { a: 1 } })
        const output: number = run.output
        expect(output).toBe(2)
        expect(run).toHaveMatchRate(1)
        // @ts-expect-error a rate is a number
        expect(run).toHaveMatchRate('1')
      })`,
  })
  const { exitCode, output } = await project.run([
    process.execPath,
    join(project.root, 'node_modules/typescript/bin/tsc'),
    '-p',
    'tsconfig.json',
  ])
  expect(output).toBe('')
  expect(exitCode).toBe(0)
})
