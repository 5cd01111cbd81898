import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, onTestFinished, expect, test } from 'vitest'
import { sendJson, startServer, type LoopbackServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'
import { questionsTo, startEchoService } from './echo-service.ts'

const CASSETTE = '__cassettes__/modes.test.ts/asks.cassette.jsonl'
const VITEST = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url))

/** "asks", recorded once through the service, which is there for all tests. */
let recording: Project
let service: LoopbackServer
beforeAll(async () => {
  let remove = () => {}
  recording = createProject('sessions', (end) => (remove = end))
  service = await startEchoService()
  const { exitCode, output } = await recording.vitest(['modes'], { SERVICE_URL: service.url })
  expect(exitCode, output).toBe(0)
  expect(questionsTo(service)).toEqual(['one', 'two'])
  return async () => {
    remove()
    await service.close()
  }
})

function start(project = recording.copy()): { project: Project; run: Run } {
  const run: Run = async (env, args = []) => {
    service.requests.length = 0
    const result = await project.vitest(['modes', ...args], { SERVICE_URL: service.url, ...env })
    return { ...result, asked: questionsTo(service) }
  }
  return { project, run }
}

type Run = (
  env: Record<string, string>,
  args?: string[],
) => Promise<{ exitCode: number | null; output: string; asked: string[] }>

test('records once, then replays; a missing cassette in CI names the command', async () => {
  const { project, run } = start(createProject('sessions'))
  const missing = await run({ CI: '1' })
  expect(missing.exitCode).toBe(1)
  expect(missing.asked).toEqual([])
  expect(missing.output).toContain(
    'Record it and commit the file: VITEST_REPLAY=once npx vitest run modes.test.ts -t "^asks$"',
  )
  expect(project.cassettes()).toEqual([])

  const again = start()
  expect(await again.run({})).toMatchObject({ exitCode: 0, asked: [] })
  expect(await again.run({ VITEST_REPLAY: 'none' })).toMatchObject({ exitCode: 0, asked: [] })
})

test('records again what has not changed without a difference; a failed run replaces nothing', async () => {
  const { project, run } = start()
  const recorded = project.read(CASSETTE)
  expect(await run({ VITEST_REPLAY: 'all' })).toMatchObject({ exitCode: 0, asked: ['one', 'two'] })
  expect(project.read(CASSETTE)).toBe(recorded)

  const failed = await run({ VITEST_REPLAY: 'all', FAILS: '1', QUESTIONS: 'other' })
  expect(failed).toMatchObject({ exitCode: 1, asked: ['other'] })
  expect(failed.output).toContain('Error: the agent failed')
  expect(project.read(CASSETTE)).toBe(recorded)
})

test('new_episodes asks only what is new; vitest -u records what diverged, and says so', async () => {
  const { project, run } = start()
  const recorded = project.read(CASSETTE)
  const unchanged = await run({ VITEST_REPLAY: 'new_episodes' })
  expect(unchanged).toMatchObject({ exitCode: 0, asked: [] })
  expect(project.read(CASSETTE)).toBe(recorded)

  const extended = { QUESTIONS: 'one two three' }
  expect(await run({ ...extended, VITEST_REPLAY: 'new_episodes' })).toMatchObject({
    exitCode: 0,
    asked: ['three'],
  })
  const swapped = await run({ QUESTIONS: 'one three two' })
  expect(swapped.exitCode).toBe(1)
  expect(project.report().runs[0]!.divergences.map(({ kind }) => kind)).toContain('order')
  expect(await run(extended)).toMatchObject({ exitCode: 0, asked: [] })

  const other = { QUESTIONS: 'one four three' }
  expect((await run({ ...other, CI: '1' })).exitCode).toBe(1)
  const updated = await run(other, ['-u'])
  expect(updated).toMatchObject({ exitCode: 0, asked: ['one', 'four', 'three'] })
  expect(updated.output).toMatch(/"asks" diverged \(match rate 0\.75\); vitest -u records it again/)
  // Matching requests are replayed, and not recorded again.
  expect(await run(other, ['-u'])).toMatchObject({ exitCode: 0, asked: [] })
})

wholeTest('resumes a recording that was killed, and asks only what is missing', async () => {
  const { project, run } = start(createProject('sessions'))
  const killer = await startServer(({ body, index }, response) => {
    if (index === 2) return process.kill(-child.pid!, 'SIGKILL')
    const { question } = JSON.parse(body) as { question: string }
    return sendJson(response, { answer: `answer to ${question}` })
  })
  onTestFinished(() => killer.close())
  const {
    CI: _ci,
    VITEST_REPLAY: _mode,
    VITEST: _vitest,
    NODE_ENV: _env,
    ...inherited
  } = process.env
  const env = { ...inherited, SERVICE_URL: killer.url, QUESTIONS: 'one two three four' }
  const child = spawn(process.execPath, [VITEST, 'run', 'modes'], {
    cwd: project.root,
    env,
    stdio: 'ignore',
    detached: true,
  })
  await new Promise((resolve) => child.on('close', resolve))
  await killer.close()
  expect(project.cassettes()).toEqual([])
  expect(project.exists(`${CASSETTE}.recording`)).toBe(true)

  const port = new URL(killer.url).port
  const again = await startEchoService(Number(port))
  onTestFinished(() => again.close())
  const same = { SERVICE_URL: again.url, QUESTIONS: 'one two three four' }
  const refused = await run({ ...same, CI: '1' })
  expect(refused.output).toContain('the agent failed or was cut off after 2 actions')
  expect(refused.output).toContain('Resume it with: VITEST_REPLAY=new_episodes npx vitest run')
  const resumed = await run({ ...same, VITEST_REPLAY: 'new_episodes' })
  expect(resumed.exitCode, resumed.output).toBe(0)
  expect(questionsTo(again)).toEqual(['three', 'four'])
  expect(project.exists(`${CASSETTE}.recording`)).toBe(false)
  expect(await run({ ...same, CI: '1' })).toMatchObject({ exitCode: 0 })
  expect(again.requests).toHaveLength(2)
})

test('lets one of two processes record', async () => {
  const project = createProject('sessions')
  let arrived = 0
  let go: () => void
  const both = new Promise<void>((resolve) => (go = resolve))
  const service = await startServer(async ({ body }, response) => {
    // Held until the other process has come to an end.
    if (++arrived === 1) await both
    const { question } = JSON.parse(body) as { question: string }
    return sendJson(response, { answer: `answer to ${question}` })
  })
  onTestFinished(() => service.close())
  const env = { SERVICE_URL: service.url }
  const first = project.vitest(['modes'], env)
  await expect.poll(() => arrived, { timeout: 120_000 }).toBe(1)
  const second = await project.vitest(['modes'], env)
  expect(second.exitCode).toBe(1)
  expect(second.output).toContain('another worker is recording the same cassette')
  go!()
  expect((await first).exitCode).toBe(0)
  expect(await project.vitest(['modes'], { ...env, CI: '1' })).toMatchObject({ exitCode: 0 })
  expect(arrived).toBe(2)
})
