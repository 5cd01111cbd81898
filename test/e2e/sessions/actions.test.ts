import { expect, test } from 'vitest'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'
import { startEchoService } from './echo-service.ts'

test('records functions, methods and tools, and serves them', async () => {
  const project = createProject('sessions')
  const service = await startEchoService()
  const env = { SERVICE_URL: service.url }
  const recorded = await project.vitest(['actions'], { ...env, VITEST_REPLAY: 'once' })
  await service.close()
  expect(recorded.output).toContain('Tests  12 passed | 1 skipped')

  const replayed = await project.vitest(['actions'], { ...env, CI: '1' })
  expect(replayed.output).toContain('Tests  12 passed | 1 skipped')

  const changed = await project.vitest(['actions'], { ...env, CI: '1', CHANGED: '1' })
  expect(changed.output).toContain('3 failed | 9 passed')
  const failed = project
    .report()
    .runs.filter(({ status, name }) => status === 'failed' && name.startsWith('instances'))
  expect(
    failed.map(({ name, divergences }) => [
      name,
      divergences.map(({ kind, paths }) => [kind, paths[0]?.path]),
    ]),
  ).toMatchInlineSnapshot(`
    [
      [
        "instances of a class > differ as the input of a tool",
        [
          [
            "input_mismatch",
            "$[0]["[Money]"].amount",
          ],
        ],
      ],
      [
        "instances of a class > differ as the output",
        [
          [
            "output_mismatch",
            "$.money["[Money]"].amount",
          ],
        ],
      ],
      [
        "instances of a class > differ within a map",
        [
          [
            "input_mismatch",
            "$[0][0][1]["[Money]"].amount",
          ],
        ],
      ],
    ]
  `)
})

wholeTest('an executed tool that nobody waits for is compared all the same', async () => {
  const project = createProject({
    'unawaited.test.ts': `
      import { test } from 'vitest'
      import { action, replayRun } from 'vitest-replay'
      const late = (ms: number, value: number) =>
        action('late', () => new Promise((end) => setTimeout(end, ms, value)), { replay: 'execute' })
      const own = action('own', async () => 1)
      const changed = process.env.CHANGED === '1'
      test('ends late', async () => {
        await replayRun(async () => {
          const begun = late(50, changed ? 2 : 1)()
          await own()
          if (!process.env.CI) await begun
        }, { verify: false, thresholds: false })
      })
      test('never ends', async () => {
        await replayRun(async () => {
          const begun = late(changed ? 1e6 : 5, 1)()
          await own()
          if (!process.env.CI) await begun
        }, { verify: false, thresholds: false })
      })
    `,
  })
  const recorded = await project.vitest([])
  expect(recorded.exitCode, recorded.output).toBe(0)
  const again = await project.vitest([], { CI: '1' })
  expect(project.report().totals, again.output).toMatchObject({ matchRate: 1 })
  await project.vitest([], { CI: '1', CHANGED: '1' })
  const paths = project
    .report()
    .runs.map(({ divergences }) => divergences.map(({ paths }) => paths))
  expect(paths).toEqual([
    [[{ path: 'output', recorded: 1, replayed: 2 }]],
    [[{ path: 'outcome', recorded: 'it ended', replayed: 'it did not end in time' }]],
  ])
})
