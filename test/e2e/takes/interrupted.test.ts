import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { parseCassette } from '../../../src/cassette.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'
import { questionsTo, startChanceModel } from './chance-model.ts'

const FIRST = '__cassettes__/takes.test.ts/asks.cassette.jsonl'
const take = (number: number) => FIRST.replace('.cassette', `.take-${number}.cassette`)
const VITEST = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url))

/** Runs Vitest in a process group of its own, and gives back what kills it. */
function startVitest(project: Project, env: Record<string, string>) {
  const {
    CI: _ci,
    VITEST_REPLAY: _mode,
    VITEST: _vitest,
    NODE_ENV: _env,
    ...inherited
  } = process.env
  const child = spawn(process.execPath, [VITEST, 'run', 'takes'], {
    cwd: project.root,
    env: { ...inherited, ...env },
    stdio: 'ignore',
    detached: true,
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  return { ended, kill: () => process.kill(-child.pid!, 'SIGKILL') }
}

wholeTest(
  'killed in the third take, nothing is in place, nothing is lost, and the rest is recorded later',
  async () => {
    const project = createProject('takes')
    let killed: ReturnType<typeof startVitest> | undefined
    const model = await startChanceModel(({ index }) => {
      if (index !== 5 || !killed) return false
      killed.kill()
      return true
    })
    onTestFinished(() => model.close())
    const env = { MODEL_URL: model.url, TAKES: '4' }
    killed = startVitest(project, env)
    await killed.ended
    killed = undefined
    expect(project.cassettes()).toEqual([])
    for (const path of [FIRST, take(2), take(3)])
      expect(project.exists(`${path}.recording`)).toBe(true)

    const check = await project.command(['check'])
    expect(check.exitCode).toBe(1)
    expect(check.output.match(/recorded, but not put in place/g)).toHaveLength(2)
    expect(check.output).toContain('interrupted after 1 action;')
    const refused = await project.vitest(['takes'], { ...env, CI: '1' })
    expect(refused.output).toContain('Resume it with: VITEST_REPLAY=new_episodes npx vitest run')

    model.requests.length = 0
    const resumed = await project.vitest(['takes'], { ...env, VITEST_REPLAY: 'new_episodes' })
    expect(resumed.exitCode, resumed.output).toBe(0)
    // The rest of the third, and the fourth.
    expect(questionsTo(model)).toEqual(['two', 'one', 'two'])
    expect(project.cassettes()).toEqual([FIRST, take(2), take(3), take(4)])
    const outputs = project
      .cassettes()
      .map((path) => parseCassette(project.read(path), { file: path }).end!.output!.json)
    expect(outputs.slice(0, 2)).toEqual([
      ['one, 0', 'two, 1'],
      ['one, 2', 'two, 3'],
    ])
    expect(await project.vitest(['takes'], { ...env, CI: '1' })).toMatchObject({ exitCode: 0 })
  },
)

wholeTest('killed while it records anew, the earlier takes are as they were', async () => {
  const project = createProject('takes')
  let killed: ReturnType<typeof startVitest> | undefined
  const model = await startChanceModel(({ index }) => {
    if (index !== 7 || !killed) return false
    killed.kill()
    return true
  })
  onTestFinished(() => model.close())
  const env = { MODEL_URL: model.url, TAKES: '2' }
  await project.vitest(['takes'], env)
  const before = project.cassettes().map((path) => project.read(path))
  expect(before).toHaveLength(2)
  killed = startVitest(project, { ...env, VITEST_REPLAY: 'all' })
  await killed.ended
  killed = undefined
  expect(project.cassettes().map((path) => project.read(path))).toEqual(before)
  expect(await project.vitest(['takes'], { ...env, CI: '1' })).toMatchObject({ exitCode: 0 })
})

test('a test that times out between takes says that nothing is in place', async () => {
  const project = createProject('takes')
  const model = await startChanceModel(async ({ index }) => {
    if (index >= 2) await new Promise((resolve) => setTimeout(resolve, 20_000).unref())
    return false
  })
  onTestFinished(() => model.close())
  // Enough for the first take, on a busy machine too; the second waits for longer.
  project.write('takes.test.ts', project.read('takes.test.ts').replace('30_000', '5000'))
  const ended = await project.vitest(['takes'], { MODEL_URL: model.url, TAKES: '2' })
  expect(ended.exitCode).toBe(1)
  expect(project.cassettes()).toEqual([])
  expect(project.report().runs).toMatchObject([
    { status: 'interrupted', error: expect.stringContaining('not put in place') as string },
    { status: 'interrupted', take: 2 },
  ])
})

wholeTest('lets one of two processes record takes', async () => {
  const project = createProject('takes')
  let go: () => void
  const both = new Promise<void>((resolve) => (go = resolve))
  const model = await startChanceModel(async ({ index }) => {
    // In the second take, until the other process has come to an end.
    if (index === 2) await both
    return false
  })
  onTestFinished(() => model.close())
  const env = { MODEL_URL: model.url, TAKES: '2' }
  const first = project.vitest(['takes'], env)
  await expect.poll(() => model.requests.length, { timeout: 120_000 }).toBe(3)
  const second = await project.vitest(['takes'], env)
  expect(second.exitCode).toBe(1)
  expect(second.output).toContain('another worker is recording the same cassette')
  go!()
  expect((await first).exitCode).toBe(0)
  expect(project.cassettes()).toEqual([FIRST, take(2)])
})
