import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { interleave, median } from '../child.mjs'
import { row } from '../row.mjs'
import { origin, startServer } from '../server.mjs'
import { renderTable } from '../table.mjs'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = fileURLToPath(new URL('../.work/retained', import.meta.url))
/** Runs before the first look: what is loaded and made once is not of any run. */
const BEFORE = 20
const RUNS = 200

const TESTS = {
  'tests of vitest-replay': `await replayRun(async () => {
    const body = JSON.stringify({ messages: [{ role: 'user', content: String(index) }] })
    return (await (await fetch('${origin}/v1/chat/completions', { method: 'POST', body })).json()).model
  })`,
  'tests that do nothing': '',
}

function createProject(name, body) {
  const project = join(folder, name.replace(/\W+/g, '-'))
  rmSync(project, { recursive: true, force: true })
  mkdirSync(project, { recursive: true })
  const write = (file, text) => writeFileSync(join(project, file), text)
  write(
    'vitest.config.mjs',
    `import { replay } from 'vitest-replay/plugin'
export default { plugins: [replay()], test: { maxWorkers: 1, pool: 'forks', execArgv: ['--expose-gc'], reporters: ['dot'] } }
`,
  )
  // Memory is looked at between two runs, when nothing stands before it.
  write(
    'file.test.mjs',
    `import { writeFileSync } from 'node:fs'
import { test } from 'vitest'
import { replayRun } from 'vitest-replay'
const look = async () => {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setImmediate(resolve))
    globalThis.gc()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
let before
test.for(Array.from({ length: ${BEFORE + RUNS} }, (_, index) => index))('test %s', async (index) => {
  if (index === ${BEFORE}) before = await look()
  ${body}
  if (index === ${BEFORE + RUNS - 1}) writeFileSync('bytes.json', JSON.stringify((await look()) - before))
})
`,
  )
  return project
}

/** Bytes that each test has left behind when the last one ends. */
async function bytesPerTest(project) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  rmSync(join(project, 'bytes.json'), { force: true })
  await run(process.execPath, [vitest, 'run', '--root', project], {
    cwd: project,
    maxBuffer: 1e8,
    env: { ...process.env, CI: '', VITEST_REPLAY: 'once' },
  })
  return JSON.parse(readFileSync(join(project, 'bytes.json'), 'utf8')) / RUNS
}

/** The memory that a worker retains for each replayed run until its test file ends, less what Vitest retains for any test. */
export async function retained(rounds) {
  const projects = Object.fromEntries(
    Object.entries(TESTS).map(([name, body]) => [name, createProject(name, body)]),
  )
  const [used, idle] = Object.keys(TESTS)
  const server = await startServer()
  await bytesPerTest(projects[used])
  server.close()
  const results = await interleave(Object.keys(projects), rounds, (name) =>
    bytesPerTest(projects[name]),
  )
  const kilobytes = results[used].map((bytes, round) => (bytes - results[idle][round]) / 1000)
  return {
    title: `what a worker keeps of ${RUNS} runs of one call until their test file ends`,
    table: renderTable(
      ['', 'KB a test'],
      Object.keys(projects).map((name) => [name, (median(results[name]) / 1000).toFixed(1)]),
    ),
    rows: [row('retained per run', kilobytes, { target: 20, unit: ' KB' })],
  }
}
