import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { wholeTest } from '../../table-size.ts'
import { sendJson, startServer, type ServedRequest } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

async function answer({ url }: ServedRequest, response: ServerResponse): Promise<void> {
  if (url === '/json') return sendJson(response, { of: 'the server' })
  if (url !== '/events') return void response.end(url)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of [1, 2, 3]) {
    response.write(`data: ${event}\n\n`)
    await sleep(5)
  }
  response.end()
}

wholeTest('their own handlers, stubs, fake timers, pools and projects', async () => {
  const project = createProject('user-handlers')
  const server = await startServer(answer)
  const env = { SERVER_URL: server.url }
  const recording = await project.vitest(['--reporter=dot'], env)
  expect(recording.exitCode, recording.output).toBe(0)
  expect(recording.output).toContain('15 recorded and verified')
  const asked = server.requests.length

  const replay = await project.vitest(['--reporter=dot'], { ...env, CI: 'true' })
  await server.close()
  expect(replay.exitCode, replay.output).toBe(0)
  expect(replay.output).toContain('15 replayed')
  expect(server.requests.slice(asked)).toEqual([])
  expect(project.report().totals).toMatchObject({ runs: 15, passed: 15, matchRate: 1, live: 0 })
})
