import { expect, test } from 'vitest'
import { chatCompletion, sendJson, startServer } from '../servers/model-server.ts'
import { createProject } from './run-project.ts'

function startCalculatorModel() {
  return startServer((request, response) => {
    const { messages } = JSON.parse(request.body) as {
      messages: Array<{ role: string; content: string }>
    }
    const last = messages.at(-1)!
    if (last.role === 'tool')
      return sendJson(response, chatCompletion({ content: `It is ${last.content}.` }))
    const call = {
      id: 'call_1',
      type: 'function',
      function: { name: 'add', arguments: '{"a":2,"b":3}' },
    }
    return sendJson(response, chatCompletion({ tool_calls: [call] }))
  })
}

test('records a run live, then replays it with the server gone', async () => {
  const project = createProject('basic')
  const server = await startCalculatorModel()
  const recorded = await project.vitest([], { MODEL_URL: server.url })
  await server.close()
  expect(recorded.output).toContain('1 passed')
  expect(recorded.exitCode).toBe(0)
  expect(server.requests).toHaveLength(2)
  expect(project.cassettes()).toEqual([
    '__cassettes__/agent.test.ts/adds-two-numbers.cassette.jsonl',
  ])

  const replayed = await project.vitest([], { MODEL_URL: server.url, CI: 'true' })
  expect(replayed.exitCode).toBe(0)
  expect(project.report().totals).toMatchObject({
    runs: 1,
    passed: 1,
    matchRate: 1,
    served: 3,
    live: 0,
    blocked: 0,
    unserved: 0,
  })
})

test('standard output belongs to a reporter whose output is parsed', async () => {
  const project = createProject('basic')
  const server = await startCalculatorModel()
  await project.vitest([], { MODEL_URL: server.url })
  // Vitest 5 prints its JSON only where the reporter's option says so, and writes a file otherwise.
  project.write(
    'vitest.config.ts',
    [
      "import { replay } from 'vitest-replay/plugin'",
      "const reporters = [['json', { stdout: true }]]",
      'export default { plugins: [replay()], test: { reporters } }',
    ].join('\n'),
  )
  const replayed = await project.vitest([], { MODEL_URL: server.url, CI: '1' })
  await server.close()
  expect(JSON.parse(replayed.stdout)).toMatchObject({ success: true })
  expect(replayed.output).toContain('vitest-replay:')
})
