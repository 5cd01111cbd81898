import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { interleave, median, quieter } from '../child.mjs'
import { row } from '../row.mjs'
import { origin, startServer } from '../server.mjs'
import { ms, renderTable } from '../table.mjs'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = fileURLToPath(new URL('../.work/test-files', import.meta.url))
const FILES = 8

const CALL = `(await (await fetch('${origin}/v1/chat/completions', { method: 'POST', body: '{"messages":[]}' })).json()).model`

const IDLE = 'plugin, replayRun never called'
const MSW_IMPORTED = 'msw/node, imported'
const IMPORTED = 'vitest-replay, imported'
const MSW = 'msw/node, one call'
const USED = 'vitest-replay, one replayed call'

/** Test files that differ in what they load only. */
const VARIANTS = {
  nothing: { test: `expect(1).toBe(1)` },
  [IDLE]: { plugin: true, test: `expect(1).toBe(1)` },
  [MSW_IMPORTED]: {
    imports: `import { setupServer } from 'msw/node'`,
    test: `expect(setupServer).toBeTypeOf('function')`,
  },
  [IMPORTED]: {
    plugin: true,
    imports: `import { replayRun } from 'vitest-replay'`,
    test: `expect(replayRun).toBeTypeOf('function')`,
  },
  [MSW]: {
    imports: `import { http, HttpResponse } from 'msw'\nimport { setupServer } from 'msw/node'`,
    test: `const server = setupServer(http.all('*', () => HttpResponse.json({ model: 'gpt-4o' })))
  server.listen()
  expect(${CALL}).toBe('gpt-4o')
  server.close()`,
  },
  [USED]: {
    plugin: true,
    imports: `import { replayRun } from 'vitest-replay'`,
    test: `const run = await replayRun(async () => ${CALL})
  expect(run.output).toBe('gpt-4o')`,
  },
}

const REPORTER = `import { writeFileSync } from 'node:fs'
export default class {
  modules = []
  onTestModuleEnd(module) {
    const { setupDuration, collectDuration, duration } = module.diagnostic()
    if (module.state() === 'passed') this.modules.push(setupDuration + collectDuration + duration)
  }
  onTestRunEnd() {
    writeFileSync('durations.json', JSON.stringify(this.modules))
  }
}
`

function createProject(name, { plugin, imports = '', test }) {
  const project = join(folder, name.replace(/\W+/g, '-'))
  rmSync(project, { recursive: true, force: true })
  mkdirSync(project, { recursive: true })
  const write = (file, text) => writeFileSync(join(project, file), text)
  const load = plugin ? `import { replay } from 'vitest-replay/plugin'\n` : ''
  write(
    'vitest.config.mjs',
    `${load}export default { plugins: [${plugin ? 'replay()' : ''}], test: { maxWorkers: 1 } }\n`,
  )
  write('reporter.mjs', REPORTER)
  for (let file = 0; file < FILES; file++) {
    const text = `import { expect, test } from 'vitest'\n${imports}\ntest('works', async () => {\n  ${test}\n})\n`
    write(`file-${file}.test.mjs`, text)
  }
  return project
}

/** Setup, import and test, in ms a file, as Vitest itself measures them. */
async function runVitest(project) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  await run(process.execPath, [vitest, 'run', '--root', project, '--reporter', './reporter.mjs'], {
    cwd: project,
    env: { ...process.env, CI: '', VITEST_REPLAY: 'once' },
  })
  const durations = JSON.parse(readFileSync(join(project, 'durations.json'), 'utf8'))
  if (durations.length !== FILES) throw new Error(`Not all test files of ${project} passed`)
  return quieter(durations)
}

/** The time that the package adds to test files: those that use it, and those that do not. */
export async function testFile(rounds) {
  const projects = Object.fromEntries(
    Object.entries(VARIANTS).map(([name, variant]) => [name, createProject(name, variant)]),
  )
  const server = await startServer()
  for (const project of Object.values(projects)) await runVitest(project)
  server.close()
  const results = await interleave(Object.keys(projects), rounds, (name) =>
    runVitest(projects[name]),
  )
  const over = (name, base) =>
    results[name].map((duration, round) => duration - results[base][round])
  return {
    title: `a test file (setup, import and test; the quieter half of ${FILES} files)`,
    table: renderTable(
      ['', 'ms', 'over nothing'],
      Object.keys(results).map((name) => [
        name,
        ms(median(results[name])),
        ms(median(over(name, 'nothing'))),
      ]),
    ),
    rows: [
      row('never calls replayRun, over none', over(IDLE, 'nothing'), { target: 5, unit: ' ms' }),
      row('imports it, over importing msw/node', over(IMPORTED, MSW_IMPORTED), {
        target: 0,
        unit: ' ms',
      }),
      row('one replayed call, over msw/node with one', over(USED, MSW), {
        target: -20,
        unit: ' ms',
      }),
    ],
  }
}
