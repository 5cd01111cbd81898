import { expect } from 'vitest'
import { wholeTest } from '../../table-size.ts'
import { linkLargeFrameworks } from '../false-green/frameworks/large-frameworks.ts'
import { createProject } from '../run-project.ts'

// The other examples are projects of `vitest.config.ts`: this one's framework is no dependency of the repository.
wholeTest('the example mastra replays its recording', async () => {
  const project = createProject('../../examples/mastra')
  linkLargeFrameworks(project, 'src')
  const { exitCode, output } = await project.vitest([], { CI: 'true' })
  expect(exitCode, output).toBe(0)
  expect(project.report().runs).toMatchObject([
    { status: 'passed', matchRate: 1, receipt: { live: 0 } },
  ])
})
