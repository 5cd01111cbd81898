import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { median } from '../child.mjs'
import { row } from '../row.mjs'
import { origin, startServer } from '../server.mjs'
import { ms, renderTable } from '../table.mjs'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../..', import.meta.url))
const work = fileURLToPath(new URL('../.work/report', import.meta.url))
const FILES = 20
const TESTS = 50

/** The reporter of 1,000 runs of 50 actions, and what it adds to a suite of 1,000 replayed tests. */
export async function report(rounds) {
  const { reportWork } = await import('../.work/vitest-replay/dist/report-work.js')
  const written = Array.from({ length: rounds }, () => reportWork(work, 1000, 50))
  const of = (field) => median(written.map((one) => one[field]))
  const project = createProject()
  const server = await startServer()
  await runVitest(project)
  server.close()
  const suites = []
  for (let round = 0; round < rounds; round++) suites.push(await runVitest(project))
  const suite = (field) => median(suites.map((one) => one[field]))
  return {
    title: 'the report of 1,000 runs of 50 actions; a suite of 1,000 replayed tests',
    table: renderTable(
      ['', 'measured'],
      [
        ['runs read and checked, while the suite runs', `${ms(of('readMs'))} ms`],
        ['files written', `${ms(of('writeMs'))} ms`],
        ['of that, report.html', `${ms(of('htmlMs'))} ms`],
        ['report.html', `${of('htmlMb').toFixed(1)} MB and the page itself`],
        ['report.json', `${of('jsonMb').toFixed(1)} MB`],
        ['the suite of 1,000 replayed tests', `${ms(suite('all'))} ms`],
        ['of that, the reporter', `${ms(suite('spent'))} ms`],
      ],
    ),
    rows: [
      row(
        'written at the end',
        written.map(({ writeMs }) => writeMs / 1000),
        { target: 3, unit: ' s' },
      ),
      row('report.html', [of('htmlMb')], { target: 15, unit: ' MB', exact: true }),
      row(
        'added to a suite of 1,000 tests',
        suites.map(({ all, spent }) => (spent / (all - spent)) * 100),
        { target: 5, unit: ' %' },
      ),
    ],
  }
}

// The reporter is timed where it is called: the times of two whole suites differ by more than it takes.
const CONFIG = `import { writeFileSync } from 'node:fs'
import { replay } from 'vitest-replay/plugin'
let spent = 0
const timed = {
  name: 'timed-reporter',
  configureVitest({ vitest }) {
    const reporter = vitest.config.reporters.find((one) => one.constructor.name === 'ReplayReporter')
    for (const name of ['onTestCaseResult', 'onTestModuleEnd', 'onTestRunEnd']) {
      const call = reporter[name]
      reporter[name] = function (...args) {
        const started = performance.now()
        call.apply(this, args)
        spent += performance.now() - started
      }
    }
    process.on('exit', () => writeFileSync('spent.json', JSON.stringify({ spent })))
  },
}
export default { plugins: [replay(), timed], test: { maxWorkers: 1, reporters: ['dot'] } }
`

function createProject() {
  const project = join(work, 'suite')
  rmSync(project, { recursive: true, force: true })
  mkdirSync(project, { recursive: true })
  writeFileSync(join(project, 'vitest.config.mjs'), CONFIG)
  const text = `import { test } from 'vitest'
import { replayRun } from 'vitest-replay'
test.for(Array.from({ length: ${TESTS} }, (_, index) => index))('test %s', async (index) => {
  await replayRun(async () => {
    const body = JSON.stringify({ messages: [{ role: 'user', content: String(index) }] })
    return (await (await fetch('${origin}/v1/chat/completions', { method: 'POST', body })).json()).model
  })
})
`
  for (let file = 0; file < FILES; file++)
    writeFileSync(join(project, `file-${file}.test.mjs`), text)
  return project
}

/** The whole of Vitest and what of it the reporter took, in ms. */
async function runVitest(project) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const started = performance.now()
  await run(process.execPath, [vitest, 'run', '--root', project], {
    cwd: project,
    maxBuffer: 1e8,
    env: { ...process.env, CI: '', VITEST_REPLAY: 'once' },
  })
  const all = performance.now() - started
  return { all, ...JSON.parse(readFileSync(join(project, 'spent.json'), 'utf8')) }
}
