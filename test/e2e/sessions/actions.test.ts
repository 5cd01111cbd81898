import { expect, test } from 'vitest'
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
            "$.value[0][0][1]["[Money]"].amount",
          ],
        ],
      ],
    ]
  `)
})
