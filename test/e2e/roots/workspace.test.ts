import { execFileSync } from 'node:child_process'
import { beforeAll, expect, test } from 'vitest'
import { tableSize, wholeTest } from '../../table-size.ts'
import { createProject, type Project, stack } from '../run-project.ts'
import { startEchoService } from '../sessions/echo-service.ts'

const TEST = (input: string) => `
  import { describe, expect, test } from 'vitest'
  import { replayRun } from 'vitest-replay'
  import { ask } from './ask'
  describe('a suite', () => {
    test('same (name)', async () => {
      const run = await replayRun(ask, { input: '${input}' })
      expect(run).toHaveMatchRate(1)
    })
    test('same (name) too', async () => void (await replayRun(ask, { input: 'other' })))
  })
`
/** One question of each package changes: runs that share a cause have one message for all. */
const ASK = `
  const changed = (question: string) => question === 'other' ? '' : (process.env.CHANGED ?? '')
  export const ask = (question: string) =>
    fetch(process.env.SERVICE_URL + '/ask', { method: 'POST', body: JSON.stringify({ question: question + changed(question) }) }).then((r) => r.text())
`
const CONFIG = (name: string) => `
  import { defineProject } from 'vitest/config'
  import { replay } from 'vitest-replay/plugin'
  export default defineProject({ plugins: [replay()], test: { name: '${name}' } })
`
const WORKSPACE = {
  'vitest.config.ts': `
    import { defineConfig } from 'vitest/config'
    export default defineConfig({ test: { projects: ['packages/*'] } })
  `,
  'packages/a/package.json': '{ "type": "module" }',
  'packages/a/vitest.config.ts': CONFIG('a'),
  'packages/a/src/x.test.ts': TEST('A'),
  'packages/a/src/ask.ts': ASK,
  'packages/b/package.json': '{ "type": "module" }',
  'packages/b/vitest.config.ts': CONFIG('b'),
  'packages/b/x.test.ts': TEST('B'),
  'packages/b/ask.ts': ASK,
}
const BIN = 'node_modules/vitest-replay/dist/bin.js'

const names = (project: Project) =>
  project.report().runs.map(({ test: { file, fullName } }) => `${file} ${fullName}`)

/** Runs a printed command in a shell, as it was printed. */
function runPrinted(project: Project, command: string, env: Record<string, string>) {
  const vitest = 'node node_modules/vitest/vitest.mjs'
  const script = command
    .replace(/npx vitest(?= )/, vitest)
    .replace('npx vitest-replay', `node ${BIN}`)
  return project.run(['sh', '-c', script], env)
}

let recording: Project
let service: Awaited<ReturnType<typeof startEchoService>>
let env: Record<string, string>
beforeAll(async () => {
  let remove = () => {}
  recording = createProject(WORKSPACE, (end) => (remove = end))
  execFileSync('git', ['init', '-q'], { cwd: recording.root })
  service = await startEchoService()
  env = { SERVICE_URL: service.url }
  const { exitCode, output } = await recording.vitest([], env)
  expect(exitCode, output).toBe(0)
  return async () => {
    remove()
    await service.close()
  }
})

test('printed commands run where a workspace was started, and paths are relative to it', async () => {
  const project = recording.copy()
  expect(names(project)).toEqual([
    'packages/a/src/x.test.ts a suite > same (name)',
    'packages/a/src/x.test.ts a suite > same (name) too',
    'packages/b/x.test.ts a suite > same (name)',
    'packages/b/x.test.ts a suite > same (name) too',
  ])
  for (const { cassette } of project.report().runs) expect(project.exists(cassette)).toBe(true)
  expect(new Set(project.report().runs.map(({ runId }) => runId)).size).toBe(4)

  const failed = await project.vitest([], {
    ...env,
    CI: '1',
    CHANGED: '?',
    GITHUB_ACTIONS: 'true',
  })
  expect(failed.output).toContain('::error file=packages/b/ask.ts,')
  // Vitest's own annotations hold the message on one line; which stream comes first is chance.
  const message = failed.output.replaceAll(/^::.*$/gm, '')
  const command = [...message.matchAll(/VITEST_REPLAY=all npx vitest run .+/g)]
    .map(([text]) => text)
    .find((text) => text.includes('packages/b'))!
  expect(command).toBe(
    'VITEST_REPLAY=all npx vitest run --project b packages/b/x.test.ts -t "^a suite( >)? same \\(name\\)$"',
  )
  const show = /npx vitest-replay show \S*packages\/b\S+ --against \S+/.exec(message)![0]
  expect((await runPrinted(project, show, {})).exitCode).toBe(0)
  const anew = await runPrinted(project, command, { ...env, CHANGED: '?' })
  expect(anew.exitCode, anew.output).toBe(0)
  expect(names(project)).toEqual(['packages/b/x.test.ts a suite > same (name)'])

  if (tableSize({ sample: true, whole: false })) return
  const inPackage = await project.run(
    ['sh', '-c', `cd packages/b && ${stack.node} ../../node_modules/vitest/vitest.mjs run`],
    { ...env, CI: '1', CHANGED: '!', GITHUB_ACTIONS: 'true' },
  )
  expect(inPackage.output).toContain('::error file=packages/b/ask.ts,')
  expect(inPackage.output).toContain('VITEST_REPLAY=all npx vitest run x.test.ts -t ')
  const byRoot = await project.vitest(['--root', 'packages/b'], { ...env, CI: '1', CHANGED: '!' })
  expect(byRoot.output).toContain('npx vitest run --root packages/b packages/b/x.test.ts -t ')
})

wholeTest(
  'compare sees the reports of all packages, and refuses one whose paths are of another folder',
  async () => {
    const project = recording.copy()
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
        cwd: project.root,
      })
    git('add', 'packages')
    git('commit', '-qm', 'base')
    execFileSync('rm', ['-rf', '.vitest-replay'], { cwd: project.root })
    const compare = () =>
      project.run([process.execPath, BIN, 'compare', 'git:HEAD', '--format', 'json'])

    for (const name of ['a', 'b'])
      await project.run(
        [
          'sh',
          '-c',
          `cd packages/${name} && ${stack.node} ../../node_modules/vitest/vitest.mjs run`,
        ],
        { ...env, CI: '1', ...(name === 'b' ? { CHANGED: '!' } : {}) },
      )
    const { runs } = JSON.parse((await compare()).stdout)
    const verdicts = (
      runs as Array<{ test: { file: string; fullName: string }; verdict: string }>
    ).flatMap(({ test: { file, fullName }, verdict }): Array<[string, string]> =>
      fullName.endsWith('too') ? [] : [[file, verdict]],
    )
    expect(new Map(verdicts)).toEqual(
      new Map([
        ['packages/a/src/x.test.ts', 'identical'],
        ['packages/b/x.test.ts', 'changed'],
      ]),
    )

    // As 0.1.0 wrote it: its paths were relative to the package.
    project.write(
      '.vitest-replay/report.json',
      project.read('packages/b/.vitest-replay/report.json'),
    )
    execFileSync('rm', ['-rf', 'packages/b/.vitest-replay'], { cwd: project.root })
    const refused = await compare()
    expect(refused.exitCode).toBe(2)
    expect(refused.output).toContain('which is in another folder here')
  },
)
