import { existsSync, readFileSync, rmSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { tableSize } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

async function prepare() {
  const project = createProject('processes')
  const model = await startServer((_request, response) => sendJson(response, 'yes'))
  const ends = `${project.root}-ends.json`
  onTestFinished(async () => {
    await model.close()
    rmSync(ends, { force: true })
  })
  return { project, model, ends, env: { MODEL_URL: `${model.url}/v1/orders`, ENDS: ends } }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // One whose parent has not asked for its end is there by name alone.
    const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'latin1') : ''
    return !/\) Z /.test(stat)
  } catch {
    return false
  }
}

/** Kills the process of the tests once its agent has started one, which has started another. */
async function killWhileItRuns(ends: string, running: Promise<unknown>) {
  await expect.poll(() => existsSync(ends) && readFileSync(ends, 'utf8') !== '').toBe(true)
  const [worker, ...children] = JSON.parse(readFileSync(ends, 'utf8')) as number[]
  expect(children.map(isAlive)).toEqual([true, true])
  process.kill(worker!, 'SIGKILL')
  await expect.poll(() => children.filter(isAlive)).toEqual([])
  await running
}

test.for(tableSize({ sample: ['gateway'], whole: ['serve', 'execute', 'gateway'] }))(
  'a test process that is killed leaves a recording to go on with, and no process behind: %s',
  async (effect) => {
    const { project, model, ends, env } = await prepare()
    // A worker that is killed by a signal has to be one of its own.
    const args = ['killed', '-t', `goes on, ${effect}$`, '--pool=forks', '--maxWorkers=1']
    const running = project.run(
      [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', ...args],
      env,
    )
    await killWhileItRuns(ends, running)
    expect(model.requests).toHaveLength(1)

    const more = { ...env, VITEST_REPLAY: 'new_episodes', ENDS_ITSELF: 'yes' }
    const resumed = await project.vitest(['killed', '-t', `goes on, ${effect}$`], more)
    expect(resumed.exitCode, resumed.output).toBe(0)
    expect(model.requests).toHaveLength(1)
    const replayed = await project.vitest(['killed', '-t', `goes on, ${effect}$`], {
      ...more,
      VITEST_REPLAY: '',
      CI: 'true',
    })
    expect(replayed.exitCode, replayed.output).toBe(0)
    expect(project.report().totals).toMatchObject({ matchRate: 1, live: 0 })
  },
)
