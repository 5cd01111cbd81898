import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'

const TEST = `import { expect, test } from 'vitest'
import { action, replayRun } from 'vitest-replay'

const lookUp = action('lookUp', async (id: string) => ({ id }))

test('fine', async () => {
  expect((await replayRun(() => lookUp('A-1'))).output).toEqual({ id: 'A-1' })
})

test('asserts', async () => {
  const run = await replayRun(() => lookUp('A-2'))
  expect(run.output).toEqual({ id: process.env.WRONG ?? 'A-2' })
})

test.fails('is to fail', async () => {
  const run = await replayRun(() => lookUp('A-3'))
  expect(run.output).toEqual({ id: 'another' })
})
`

test('a run whose test fails by its own assertion has not passed', async () => {
  const project = createProject({ 'own.test.ts': TEST })
  expect((await project.vitest()).exitCode).toBe(0)
  expect((await project.vitest([], { CI: 'true' })).exitCode).toBe(0)
  expect(project.report().totals).toMatchObject({ passed: 3, failed: 0 })

  const { exitCode, output } = await project.vitest([], { CI: 'true', WRONG: 'A-9' })
  expect(exitCode).toBe(1)
  expect(output).toContain('the test failed by an assertion of its own')
  const { runs, totals } = project.report()
  expect(totals).toMatchObject({ passed: 2, failed: 1 })
  expect(runs.map(({ name, status, matchRate }) => [name, status, matchRate])).toEqual([
    ['asserts', 'failed', 1],
    ['fine', 'passed', 1],
    ['is to fail', 'passed', 1],
  ])

  // Out of a blob: the same.
  const blob = ['--reporter=blob', '--outputFile.blob=.vitest-reports/all.json']
  await project.vitest(blob, { CI: 'true', WRONG: 'A-9' })
  const merged = await project.vitest(['--merge-reports=.vitest-reports'], { CI: 'true' })
  expect(merged.exitCode).toBe(1)
  expect(project.report().totals).toMatchObject({ passed: 2, failed: 1 })
})
