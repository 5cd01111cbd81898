import { expect, test } from 'vitest'
import { createProject, developmentStack, stack } from '../run-project.ts'

// On the development stack, each example is a Vitest project of its own.
test.skipIf(stack === developmentStack).for(['mcp-stdio', 'python-agent'])(
  'the example %s replays its recording',
  async (name) => {
    const project = createProject(`../../examples/${name}`)
    const { exitCode, output } = await project.vitest([], { CI: 'true' })
    expect(exitCode, output).toBe(0)
  },
)
