import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'

test('a changed input is the first cause where anything differs, and else a notice', async () => {
  const project = createProject({
    'input.test.ts': `
      import { test } from 'vitest'
      import { action, replayRun } from 'vitest-replay'
      const find = action('find', async (order) => ({ order, state: 'sent' }))
      const input = { order: process.env.ORDER }
      test('repeats it', async () => {
        await replayRun(async ({ order }) => (await find(order)).state, { input })
      })
      test('does the same', async () => {
        await replayRun(async () => (await find('A-1')).state, { input })
      })
    `,
  })
  const recorded = await project.vitest([], { ORDER: 'A-17' })
  expect(recorded.exitCode, recorded.output).toBe(0)

  const replayed = await project.vitest([], { ORDER: 'A-18', CI: '1' })

  const runs = new Map(project.report().runs.map((run) => [run.name, run]))
  const [repeats, same] = [runs.get('repeats it'), runs.get('does the same')]
  expect(repeats).toMatchObject({
    status: 'failed',
    divergences: [{ cause: 'input', firstCause: true, paths: [{ path: 'input.order' }, {}] }],
  })
  expect(same).toMatchObject({ status: 'passed', divergences: [], changedInput: ['$.order'] })
  expect(replayed.output).toContain('First cause: the input that the test gives the agent changed')
  expect(replayed.output.replace(/\s+/g, ' ')).toContain(
    'other input: "does the same" was given another input than it was recorded with ($.order), and did the same',
  )
})
