import { expect, test } from 'vitest'
import { sendJson, startServer, type LoopbackServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

/** Answers questions, slow ones later and some never; streams of events stand open. */
function startService(): Promise<LoopbackServer> {
  return startServer(async (request, response) => {
    if (request.url === '/events/silent') return
    if (request.url === '/v1/traces') return sendJson(response, {})
    if (request.url === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: hello\n\n')
      return
    }
    const { question } = JSON.parse(request.body) as { question: string }
    if (question === 'never answered') return
    if (question.startsWith('slow')) await new Promise((resolve) => setTimeout(resolve, 300))
    sendJson(response, { answer: `answer to ${question}` })
  })
}

test('what an agent has begun when it returns is part of the run', async () => {
  const project = createProject('after-return')
  const service = await startService()
  const env = { SERVICE_URL: service.url }
  const recorded = await project.vitest(['begun'], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(recorded.output).not.toContain('BACKGROUND FAILED')
  const asked = service.requests.length
  expect(asked).toBe(11)

  const replayed = await project.vitest(['begun'], { ...env, CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).not.toContain('BACKGROUND FAILED')
  expect(project.report().totals).toMatchObject({ matchRate: 1, live: 0, blocked: 0, unserved: 0 })
  expect(service.requests).toHaveLength(asked)

  const test = project.read('begun.test.ts')
  project.write('begun.test.ts', test.replace('summarise ${reply}', 'translate ${reply}'))
  const changed = await project.vitest(['begun', '-t', 'webhook'], { ...env, CI: '1' })
  expect(changed.exitCode).toBe(1)
  expect(changed.output).toContain('translate answer to slow')
  await service.close()
})

test('what has not ended in time, or is begun later still, fails the test and goes nowhere', async () => {
  const project = createProject('after-return')
  const service = await startService()
  const env = { SERVICE_URL: service.url }
  const recorded = await project.vitest(['late'], env)
  expect(recorded.exitCode).toBe(1)
  const output = recorded.output.replace(/\s+/g, ' ')
  expect(output).toContain('the agent returned while 1 request or action was under way (POST ')
  expect(output).toContain('Failed to record "goes on when it is over"')
  expect(output).toContain('Failed to record "goes on when its test is over"')
  expect(output.match(/1 more call followed \(POST /g)!.length).toBeGreaterThanOrEqual(2)
  const asked = service.requests.map(({ body }) => body)
  expect(asked.filter((body) => body.includes('late'))).toEqual([])

  const replayed = await project.vitest(['late', '-t', 'goes on|makes'], { ...env, CI: '1' })
  expect(replayed.exitCode).toBe(1)
  expect(replayed.output).toContain('Failed to replay "goes on when it is over"')
  expect(replayed.output).toContain('Failed to replay "goes on when its test is over"')
  expect(service.requests).toHaveLength(asked.length)
  await service.close()
})

wholeTest(
  'telemetry that follows a run is no call of the agent, and leaves no replay',
  async () => {
    const project = createProject('after-return')
    const service = await startService()
    const env = { SERVICE_URL: service.url }
    const recorded = await project.vitest(['telemetry'], env)
    expect(recorded.exitCode, recorded.output).toBe(0)
    const asked = service.requests.map(({ url }) => url)
    expect(asked).toEqual(['/ask', '/v1/traces'])

    const replayed = await project.vitest(['telemetry'], { ...env, CI: '1' })
    expect(replayed.exitCode, replayed.output).toBe(0)
    expect(service.requests).toHaveLength(asked.length)
    await service.close()
  },
)
