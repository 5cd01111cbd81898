import { expect } from 'vitest'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

/** Runs before the first look: what is loaded and made once is not of any run. */
const BEFORE = 60
const RUNS = 60

const CONFIG = `
  import { replay } from 'vitest-replay/plugin'
  export default { plugins: [replay()], test: { pool: 'forks', execArgv: ['--expose-gc'] } }
`

const FILE = `
  import { writeFileSync } from 'node:fs'
  import { test } from 'vitest'
  import { action, replayRun } from 'vitest-replay'
  const note = action('note', async (text: string) => text.length)
  async function look() {
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setImmediate(resolve))
      globalThis.gc()
    }
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  let before = 0
  test.for(Array.from({ length: ${BEFORE + RUNS} }, (_, at) => at))('run %s', async (at) => {
    if (at === ${BEFORE}) before = await look()
    await replayRun(note, { input: 'question ' + at })
    if (at === ${BEFORE + RUNS - 1}) writeFileSync('bytes.txt', String((await look()) - before))
  })
`

wholeTest('of a run that is over, a worker keeps no more than twenty kilobytes', async () => {
  const project = createProject({ 'vitest.config.ts': CONFIG, 'many.test.ts': FILE })
  const bytesPerRun = async (env: Record<string, string>) => {
    const { exitCode, output } = await project.vitest([], env)
    expect(exitCode, output).toBe(0)
    return Number(project.read('bytes.txt')) / RUNS
  }
  const recorded = await bytesPerRun({})
  const replayed = await bytesPerRun({ CI: '1' })
  console.log(`retained a run: ${recorded} bytes recorded, ${replayed} replayed`)
  expect(replayed).toBeLessThan(20_000)
})
