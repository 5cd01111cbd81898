import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'

test('a request that its closed dispatcher refuses is one of the run, and is refused in each replay', async () => {
  const project = createProject({
    'closed.test.ts': `
      import { expect, test } from 'vitest'
      import { Client } from 'undici'
      import { replayRun } from 'vitest-replay'

      test('asks a client that is closed', async () => {
        const run = await replayRun(async () => {
          const client = new Client('http://127.0.0.1:1')
          await client.close()
          return client
            .request({ path: '/orders', method: 'GET' })
            .then(() => 'answered', (error) => error.code)
        })
        expect(run.output).toBe('UND_ERR_DESTROYED')
      })
    `,
  })
  const recorded = await project.vitest()
  expect(recorded.exitCode, recorded.output).toBe(0)
  const replayed = await project.vitest([], { CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(project.report().totals).toMatchObject({ served: 1, blocked: 0, live: 0 })
})
