import { expect, test } from 'vitest'
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

test('the options of the plugin are checked in the worker without zod', async () => {
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
  const project = createProject({ 'agent.test.ts': TEST_FILE, 'vitest.config.ts': config })
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
