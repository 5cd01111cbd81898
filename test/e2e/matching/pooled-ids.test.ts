import { expect, test } from 'vitest'
import { startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

test('ids of a pool at module scope, and those of an SDK, belong to the run, whatever they look like', async () => {
  const project = createProject('pooled-ids')
  const server = await startServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end('{"answer":"ok"}')
  })
  const env = { SERVER_URL: server.url }
  const recorded = await project.vitest([], env)
  await server.close()
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(project.report().runs.every(({ verified }) => verified)).toBe(true)
  for (let round = 0; round < 3; round++) {
    const replayed = await project.vitest([], { ...env, CI: '1' })
    expect(replayed.exitCode, replayed.output).toBe(0)
  }
})
