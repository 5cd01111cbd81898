import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'

test.each(['mcp-stdio', 'python-agent'])('the example %s replays its recording', async (name) => {
  const project = createProject(`../../examples/${name}`)
  const { exitCode, output } = await project.vitest([], { CI: 'true' })
  expect(exitCode, output).toBe(0)
})
