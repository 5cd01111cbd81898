import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'

const configOf = (settings: string) => ({
  'a.test.ts': "import { test } from 'vitest'\n\ntest('never runs', () => {})\n",
  'vitest.config.ts': `import { defineConfig } from 'vitest/config'
import { replay } from 'vitest-replay/plugin'

export default defineConfig({ plugins: [replay()], test: { ${settings} } })
`,
})

test.each([
  [
    'a pool of virtual machines',
    "pool: 'vmThreads'",
    'the pool "vmThreads" gives each test file a node:http of its own, which cannot be intercepted. Set test.pool to "forks" or "threads"',
  ],
  [
    'browser mode',
    "browser: { enabled: true, provider: { name: 'none', options: {}, providerFactory() {} }, instances: [{ browser: 'chromium' }] }",
    'it runs in browser mode, and an agent is recorded in Node only. Put the tests of agents into a project of their own, without "browser"',
  ],
])('refuses %s', async (_, settings, message) => {
  const project = createProject(configOf(settings))
  const { exitCode, output } = await project.vitest()
  expect(exitCode).toBe(1)
  expect(output).toContain(message)
  expect(output).not.toContain('1 passed')
})
