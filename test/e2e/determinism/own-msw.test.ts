import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'

test("measured after the run, beside the user's own MSW server, the score is the threshold's", async () => {
  const project = createProject({
    'own.test.ts': `
      import { http, HttpResponse } from 'msw'
      import { setupServer } from 'msw/node'
      import { expect, test } from 'vitest'
      import { replayRun } from 'vitest-replay'
      setupServer(http.all('https://w.example/*', () => HttpResponse.json({ ok: true }))).listen()
      const agent = async () => (await fetch('https://w.example/x')).json()
      test('threshold', async () => {
        await replayRun(agent, { thresholds: { determinism: 100 } })
      })
      test('matcher', async () => {
        await expect(await replayRun(agent)).toBeDeterministic(100)
      })
    `,
  })
  const { exitCode, output } = await project.vitest()
  expect(exitCode, output).toBe(0)
})
