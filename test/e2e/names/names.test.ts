import { execFileSync } from 'node:child_process'
import { dirname } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { slugOf } from '../../../src/core/cassette/cassette-path.ts'
import type { LoopbackServer } from '../../servers/model-server.ts'
import { createProject, type Project } from '../run-project.ts'
import { startEchoService } from '../sessions/echo-service.ts'

const NAMES = ['C', 'C++', 'C#', 'c', '1 + 2', '1 - 2', '-1 + 2', 'naïve', 'naive', 'con', 'a b']
const MORE = ['a-b', 'a > b', '日本語', '<>:"|?*', '...', '%s']

const TESTS = `
  import { beforeAll, expect, test } from 'vitest'
  import { replayRun } from 'vitest-replay'
  const ask = (question: string) =>
    fetch(process.env.SERVICE_URL + '/ask', { method: 'POST', body: JSON.stringify({ question }) }).then((r) => r.text())
  const title = process.env.RENAMED ? (name: string) => 'explains [' + name + ']' : (name: string) => name
  for (const name of ${JSON.stringify([...NAMES, ...MORE])})
    test(title(name), async () => {
      const run = await replayRun(ask, { input: name })
      expect(run.output).toBe(JSON.stringify({ answer: 'answer to ' + name }))
    })
`
const FOLDER = '__cassettes__/names.test.ts'

/** A test of each name, recorded. */
let recording: Project
let service: LoopbackServer
let env: { SERVICE_URL: string }
beforeAll(async () => {
  let remove = () => {}
  recording = createProject({ 'names.test.ts': TESTS }, (end) => (remove = end))
  service = await startEchoService()
  env = { SERVICE_URL: service.url }
  const { exitCode, output } = await recording.vitest([], env)
  expect(exitCode, output).toBe(0)
  return async () => {
    remove()
    await service.close()
  }
})

test('names that differ in punctuation, case or accents have cassettes of their own', async () => {
  const project = recording.copy()
  const cassettes = project.cassettes()
  expect(cassettes).toHaveLength(NAMES.length + MORE.length)
  expect(cassettes.filter((path) => /\/(con|aux|nul)\./.test(path))).toEqual([])

  // As 0.1.0 named it, and what a person copied over the place of another test.
  const plus = `${FOLDER}/${slugOf('C++')}.cassette.jsonl`
  const text = project.read(plus)
  const hash = project.read(`${FOLDER}/${slugOf('C#')}.cassette.jsonl`)
  execFileSync('mv', [plus, `${FOLDER}/c-old.cassette.jsonl`], { cwd: project.root })
  execFileSync('mv', [`${FOLDER}/c.cassette.jsonl`, 'kept'], { cwd: project.root })
  execFileSync('mv', [`${FOLDER}/c-old.cassette.jsonl`, `${FOLDER}/c.cassette.jsonl`], {
    cwd: project.root,
  })
  const inCi = await project.vitest(['-t', '^C\\+\\+$'], { ...env, CI: '1' })
  expect(inCi.exitCode, inCi.output).toBe(0)
  expect(project.exists(plus)).toBe(false)
  const renamed = await project.vitest(['-t', '^(C\\+\\+|c)$'], env)
  expect(renamed.exitCode, renamed.output).toBe(0)
  expect(renamed.output).toContain(`${FOLDER}/c.cassette.jsonl is ${plus}. Commit both paths.`)
  expect(project.read(plus)).toBe(text)
  expect(JSON.parse(project.read(`${FOLDER}/c.cassette.jsonl`).split('\n')[0]!).name).toBe('c')

  execFileSync(
    'cp',
    [`${FOLDER}/${slugOf('C#')}.cassette.jsonl`, `${FOLDER}/naive.cassette.jsonl`],
    {
      cwd: project.root,
    },
  )
  const all = await project.vitest(['-t', '^naive$'], { ...env, VITEST_REPLAY: 'all' })
  expect(all.output).toContain('is that of another test of the file, "C#", by its header')
  expect(project.read(`${FOLDER}/naive.cassette.jsonl`)).toBe(hash)
})

test('a renamed test is offered the cassette of the test that is gone', async () => {
  const project = recording.copy()
  const asked = service.requests.length
  const git = (...args: string[]) => execFileSync('git', args, { cwd: project.root })
  git('init', '-q')
  git('add', '__cassettes__')

  const missing = await project.vitest([], { ...env, CI: '1', RENAMED: '1' })
  expect(missing.exitCode).toBe(1)
  const commands = new Set(missing.output.match(/git mv \S+ \S+/g))
  expect(commands.size).toBe(NAMES.length + MORE.length)
  for (const command of commands) git(...command.split(' ').slice(1))
  const moved = await project.vitest([], { ...env, CI: '1', RENAMED: '1' })
  expect(moved.exitCode, moved.output).toBe(0)
  expect(project.report().totals).toMatchObject({ matchRate: 1, live: 0 })
  expect(service.requests).toHaveLength(asked)

  git('mv', FOLDER, `${dirname(FOLDER)}/gone.test.ts`)
  const fileRenamed = await project.vitest(['-t', '日本語'], { ...env, CI: '1', RENAMED: '1' })
  expect(fileRenamed.output).toContain('git mv __cassettes__/gone.test.ts/')
})

test('a run within a run is refused, and check fails for a cassette that no test uses', async () => {
  const project = createProject({
    'nested.test.ts': `
      import { beforeAll, expect, test } from 'vitest'
      import { replayRun } from 'vitest-replay'
      const ask = (question: string) =>
        fetch(process.env.SERVICE_URL + '/ask', { method: 'POST', body: JSON.stringify({ question }) }).then((r) => r.text())
      test('outer', async () => {
        const inner = async function inner() { return (await replayRun(ask, { input: 'x' })).output }
        await replayRun(inner)
      })
      for (const name of process.env.FEWER ? ['one'] : ['one', 'two'])
        test(name, async () => void (await replayRun(ask, { input: name })))
    `,
  })
  const recorded = await project.vitest([], env)
  expect(recorded.output).toContain('Failed to start the run of "ask" within the run "outer"')
  expect(project.cassettes()).toHaveLength(2)
  const bin = 'node_modules/vitest-replay/dist/bin.js'
  const check = async () => {
    const { exitCode, output } = await project.run([process.execPath, bin, 'check'])
    return { exitCode, output }
  }
  await project.vitest(['-t', 'one'], env)
  expect(await check()).toMatchObject({
    exitCode: 0,
    output: expect.stringContaining('which ran a part of the tests of its file, did not use it'),
  })
  await project.vitest([], { ...env, FEWER: '1' })
  expect(await check()).toMatchObject({
    exitCode: 1,
    output: expect.stringContaining('error: the last test run of its file did not use it'),
  })
  project.write('.vitest-replay/report.json', '{ "version": ')
  expect(await check()).toMatchObject({ exitCode: 2 })
})
