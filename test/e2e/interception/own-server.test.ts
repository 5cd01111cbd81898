import { expect, test } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

const CLIENTS = ['fetch', 'node:http', 'undici', 'node:http2', 'ws', 'undici, a WebSocket']

test('a server that the run itself starts is a part of its agent: its handlers run, and what they ask belongs to the run', async () => {
  const project = createProject('own-server')
  const model = await startServer((request, response) => {
    const { messages } = JSON.parse(request.body) as { messages: Array<{ content: string }> }
    sendJson(response, { said: `an answer to ${messages[0]!.content}` })
  })
  const env = { MODEL_URL: model.url }
  const recorded = await project.vitest([], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  await model.close()
  const asked = model.requests.length

  const replayed = await project.vitest([], { ...env, CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(project.report().totals).toMatchObject({ matchRate: 1, live: 0, blocked: 0, unserved: 0 })
  for (const { receipt } of project.report().runs) expect(receipt.policy).toBeUndefined()

  for (const part of ['handler', 'client']) {
    await project.vitest([], { ...env, CI: '1', CHANGED: part })
    const red = project.report().runs.filter(({ status }) => status === 'failed')
    expect(red.map(({ name }) => name).sort()).toEqual(CLIENTS.toSorted())
  }
  expect(model.requests).toHaveLength(asked)
})
