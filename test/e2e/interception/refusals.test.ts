import { expect, test } from 'vitest'
import { createProject, developmentStack, stack } from '../run-project.ts'

const configOf = (settings: string) => ({
  'a.test.ts': "import { test } from 'vitest'\n\ntest('never runs', () => {})\n",
  'vitest.config.ts': `import { defineConfig } from 'vitest/config'
import { replay } from 'vitest-replay/plugin'

export default defineConfig({ plugins: [replay()], test: { ${settings} } })
`,
})

const cases: Array<[string, string, string]> = [
  [
    'a pool of virtual machines',
    "pool: 'vmThreads'",
    'the pool "vmThreads" gives each test file a node:http of its own, which cannot be intercepted. Set test.pool to "forks" or "threads"',
  ],
  [
    'browser mode',
    "browser: { enabled: true, instances: [{ browser: 'chromium' }] }",
    'it runs in browser mode, and agents can only be recorded in Node. Put the tests of agents into a project of their own, without "browser"',
  ],
]

// Vitest 5 itself refuses browser mode without a browser.
test.each(stack === developmentStack ? cases : cases.slice(0, 1))(
  'refuses %s',
  async (_, settings, message) => {
    const project = createProject(configOf(settings))
    const { exitCode, output } = await project.vitest()
    expect(exitCode).toBe(1)
    expect(output).toContain(message)
    expect(output).not.toContain('1 passed')
  },
)
