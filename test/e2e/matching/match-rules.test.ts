import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { chatCompletion, sendJson, startServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'

const file = 'rules.test.ts'

let recording: Project
let env: Record<string, string>
beforeAll(async () => {
  let remove = () => {}
  recording = createProject('volatile', (end) => (remove = end))
  // Unused rules are reported for whole test runs only.
  for (const other of ['mcp.test.ts', 'volatile.test.ts']) rmSync(join(recording.root, other))
  const server = await startServer((_request, response) =>
    sendJson(response, chatCompletion({ content: 'done' })),
  )
  env = { MODEL_URL: server.url, CI: 'true' }
  const { exitCode, output } = await recording.vitest([file], { MODEL_URL: server.url })
  await server.close()
  expect(exitCode, output).toBe(0)
  return remove
})

const workerRun = (project: Project) => project.report().runs.find(({ name }) => name === 'worker')!

const config = (match: string, more = '') =>
  `import { defineConfig } from 'vitest/config'
   import { replay } from 'vitest-replay/plugin'
   export default defineConfig({ plugins: [replay({ match: ${match}${more} })] })`

test('rules of a call, of an agent and of the plugin cover what differs; unused ones are listed', async () => {
  const project = recording.copy()
  const without = await project.vitest([file], env)
  expect(without.exitCode).toBe(1)
  expect(workerRun(project).matchRate).toBeLessThan(1)

  const ofCall = await project.vitest([file], { ...env, RULES: 'call' })
  expect(ofCall.exitCode, ofCall.output).toBe(0)
  expect(workerRun(project)).toMatchObject({
    matchRate: 1,
    receipt: { volatile: 0, served: 2 },
    unusedRules: ['ignore $.metadata.gone'],
  })
  expect(ofCall.output).toContain('unused match rules: ignore $.metadata.gone (in "worker")')

  // Differences that no rule names still count.
  const changed = await project.vitest([file], { ...env, RULES: 'call', TEMPERATURE: '1' })
  expect(changed.exitCode).toBe(1)
  const [divergence] = workerRun(project).divergences
  expect(divergence!.paths.map(({ path }) => path)).toEqual(['$.temperature'])

  project.write(
    'vitest.config.ts',
    config(`{
      normalize: [{ pattern: /Worker \\d+/, as: 'Worker N' }, { pattern: /Ticket \\d+/ }],
      agents: {
        workerAgent: { ignore: ['$.metadata.worker', { path: '$[*].worker', action: 'look*' }] },
        elsewhere: { ignore: ['$.x'] },
      },
    }`),
  )
  const ofPlugin = await project.vitest([], env)
  expect(workerRun(project), ofPlugin.output).toMatchObject({ matchRate: 1, unusedRules: [] })
  expect(ofPlugin.output).toContain(
    'unused match rules: normalize /Ticket \\d+/; ignore $.x (agent elsewhere)',
  )
  // Of some tests only, that says nothing.
  const some = await project.vitest([file], env)
  expect(some.output).not.toContain('unused match rules')
})

test('an invalid rule is refused before any test runs', async () => {
  const project = recording.copy()
  project.write('vitest.config.ts', config("{ agents: { a: { ignore: ['$..id'] } } }"))
  const plugin = await project.vitest([file], env)
  expect(plugin.exitCode).toBe(1)
  expect(plugin.output).toContain(
    '"match.agents.a.ignore[0]" is no path: "..id" is no step: ".." is not understood',
  )
})

wholeTest('learn replays twice and prints what varies, and its rules cover it', async () => {
  const project = recording.copy()
  const report = project.read('.vitest-replay/report.json')
  // With the journal of clock and chance, the session's id would be the recorded one.
  project.write('vitest.config.ts', config('{}', ', environment: false'))
  const learned = await project.command(['learn', file], env)
  expect(learned.exitCode, learned.output).toBe(0)
  expect(learned.output).toContain('replaying 2 of 2 ...')
  expect(learned.output).toMatch(
    /\$\.metadata\.worker of chat gpt-4o \(agents\.ts:\d+\)\n +1: "w\d+"\n +2: "w\d+"/,
  )
  expect(learned.output).toContain('needs no rule')
  expect(project.read('.vitest-replay/report.json')).toBe(report)

  const option = /match option:\n([\s\S]*?\n {4}\},)/.exec(learned.output)![1]!
  expect(option.replace(/\d{3,}/g, 'PID')).toMatchInlineSnapshot(`
    "    match: {
          ignore: [
            { path: '$[0].worker', action: 'lookUp' },
            '$.metadata.worker',
          ],
          normalize: [
            { path: '$.messages[0].content', pattern: /Worker\\s+\\d+/, as: 'Worker (varies)' },
          ],
        },"
  `)
  project.write('vitest.config.ts', config(option.trim().replace(/^match: |,$/g, '')))
  const settled = await project.vitest([file], env)
  expect(settled.exitCode, settled.output).toBe(0)
})

wholeTest('learn tells what changed from what varies', async () => {
  const project = recording.copy()
  project.write(
    'vitest.config.ts',
    config(`{
      ignore: [{ path: '$[0].worker', action: 'lookUp' }, '$.metadata.worker'],
      normalize: [{ path: '$.messages[0].content', pattern: /Worker\\s+\\d+/, as: 'Worker (varies)' }],
    }`),
  )
  const again = await project.command(['learn', file, '-t', 'worker'], {
    ...env,
    TEMPERATURE: '1',
  })
  expect(again.exitCode, again.output).toBe(0)
  expect(again.output).toContain(
    'so it changed and is not volatile:\n    $.temperature of chat gpt-4o',
  )
  expect(again.output).not.toContain('match option')
})

wholeTest('learn names what it is missing', async () => {
  const project = createProject('volatile')
  const learn = (...args: string[]) => project.command(['learn', ...args])
  expect(await learn()).toMatchObject({
    exitCode: 2,
    output: expect.stringContaining('name the test file to learn from') as string,
  })
  const unrecorded = await learn(file, '-t', 'worker')
  expect(unrecorded.exitCode).toBe(2)
  expect(unrecorded.output).toContain('there is no cassette')
  expect(project.cassettes()).toEqual([])
})

wholeTest('learn says that nothing was replayed', async () => {
  const nothing = await createProject('volatile').command(['learn', 'no-such.test.ts'])
  expect(nothing.exitCode).toBe(2)
  expect(nothing.output).toContain('the tests replayed nothing')
})
