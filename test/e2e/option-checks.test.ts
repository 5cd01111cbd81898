import { expect, test } from 'vitest'
import { serializeCassette } from '../../src/core/cassette/serialize.ts'
import { buildCassette, modelCall } from '../core/cassette/build-cassette.ts'
import { createProject } from './run-project.ts'

/** zod keeps its registry on `globalThis`, wherever it is loaded from. */
const TEST_FILE = `
  import { expect, test } from 'vitest'
  import { replayRun } from 'vitest-replay'

  const isZodLoaded = () => '__zod_globalRegistry' in globalThis

  test('before a run', () => {
    expect(replayRun).toBeTypeOf('function')
    expect(isZodLoaded()).toBe(false)
  })

  test('a wrong option', async () => {
    await expect(replayRun(() => 1, { verfy: false })).rejects.toThrow('Did you mean "verify"?')
    expect(isZodLoaded()).toBe(true)
  })
`

const cassette = buildCassette(
  [
    {
      ...modelCall(0, null, { done: true }),
      type: 'http',
      name: 'GET agent.test/v1',
      request: { method: 'GET', url: 'http://agent.test/v1', headers: [] },
    },
  ],
  { output: { json: { done: true } } },
)
const recorded = serializeCassette(cassette)

/** Replays a recorded run, and one whose cassette is not valid. */
const REPLAY_FILE = `
  import { expect, test } from 'vitest'
  import { replayRun } from 'vitest-replay'

  const isZodLoaded = () => '__zod_globalRegistry' in globalThis
  const agent = async () => (await fetch('http://agent.test/v1')).json()

  test('a replay', async () => {
    const run = await replayRun(agent)
    expect(run.output).toEqual({ done: true })
    expect(run).toHaveMatchRate(1)
    expect(isZodLoaded()).toBe(false)
  })

  test('a measured replay', async () => {
    const run = await replayRun(agent, { replays: 2 })
    expect(run).toBeDeterministic(100)
    expect(isZodLoaded()).toBe(false)
  })

  test('a corrupt cassette', async () => {
    const replay = replayRun(agent, { cassette: 'corrupt' })
    await expect(replay).rejects.toThrow(/line 2, field "response.status"/)
    expect(isZodLoaded()).toBe(true)
  })
`

test('options and cassettes are checked in the worker without zod', async () => {
  const config = `
    import { defineConfig } from 'vitest/config'
    import { replay } from 'vitest-replay/plugin'
    export default defineConfig({
      plugins: [
        replay({
          match: {
            normalize: [{ pattern: /a/, as: 'b' }],
            agents: { refund: { ignore: ['$.a'] } },
          },
          compare: { output: [{ path: '$', absolute: 1 }] },
          redact: { secrets: [{ name: 'order', pattern: /A-\\d+/ }] },
        }),
      ],
    })
  `
  const folder = '__cassettes__/replay.test.ts'
  const project = createProject({
    'agent.test.ts': TEST_FILE,
    'replay.test.ts': REPLAY_FILE,
    [`${folder}/a-replay.cassette.jsonl`]: recorded,
    [`${folder}/a-measured-replay.cassette.jsonl`]: recorded,
    [`${folder}/corrupt.cassette.jsonl`]: recorded.replace('"status":200', '"status":99'),
    'vitest.config.ts': config,
  })
  const { exitCode, output } = await project.vitest()
  expect(exitCode, output).toBe(0)
})

test('what no plugin of this version has sent is refused in the worker', async () => {
  const config = (provide: string) => `
    import { defineConfig } from 'vitest/config'
    export default defineConfig({
      test: {
        setupFiles: ['./node_modules/vitest-replay/dist/setup.js'],
        provide: { ${provide} },
      },
    })
  `
  const project = createProject({ 'agent.test.ts': TEST_FILE, 'vitest.config.ts': config('') })
  const without = await project.vitest()
  expect(without.exitCode).toBe(1)
  expect(without.output).toContain(
    'the options that the plugin sends to the workers: there are none',
  )

  const options = `{ root: '/', update: false, ci: false, thresholds: { matchRat: 1 } }`
  project.write('vitest.config.ts', config(`'vitest-replay': ${options}`))
  const other = await project.vitest()
  expect(other.exitCode).toBe(1)
  expect(other.output).toContain('the option "thresholds.matchRat" does not exist')
  expect(other.output).toContain('npm ls vitest-replay')
})
