import { expect, test } from 'vitest'
import { chatCompletion, sendJson, startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

/** Answers as a model that looks an order up, whole or streamed. */
function startModel() {
  return startServer((request, response) => {
    if (request.url.endsWith('/refunds')) return sendJson(response, { id: 'r-1' })
    const { messages, tools, stream } = JSON.parse(request.body) as {
      messages: Array<{ role: string }>
      tools?: unknown[]
      stream?: boolean
    }
    if (stream) {
      response.setHeader('content-type', 'text/event-stream')
      for (const content of ['It ', 'is ', 'broken', '.']) {
        const choices = [{ index: 0, delta: { content }, finish_reason: null }]
        response.write(`data: ${JSON.stringify({ id: 'c', model: 'gpt-4o', choices })}\n\n`)
      }
      return response.end('data: [DONE]\n\n')
    }
    if (!tools || messages.at(-1)!.role === 'tool')
      return sendJson(response, chatCompletion({ content: 'It is broken.' }))
    const call = {
      id: 'call_1',
      type: 'function',
      function: { name: 'find', arguments: '{"id":"A-17"}' },
    }
    return sendJson(response, chatCompletion({ tool_calls: [call] }))
  })
}

test('faults are put into a recording, and nothing is live', async () => {
  const project = createProject('faults')
  const server = await startModel()
  const env = { MODEL_URL: server.url }
  await project.vitest([], env)
  const recorded = server.requests.length
  await server.close()

  const { output } = await project.vitest([], { ...env, CI: 'true' })

  expect(recorded).toBe(14)
  expect(output).toContain('1 failed | 8 passed')
  expect(output).toContain('FAIL  faults.test.ts > unchecked')
  expect(output).toContain('the agent does not recover from 1 of 2 faults')
  expect(output).toMatch(/✗  rate_limited +#0 chat gpt-4o +crashed +1 +TypeError: Cannot read/)
  expect(output).toMatch(/✓  truncated_json +#0 chat gpt-4o +failed_cleanly +1 +SyntaxError/)
  expect(output).toContain('Look at the status, the stop reason and the form of an answer')
  // The table of agents and faults.
  expect(output).toMatch(/faults: \d+ faults tried on \d+ agents, \d+ not borne/)
  expect(project.read('.vitest-replay/report.md')).toContain('| <code>unchecked</code> | ')
  const { runs } = project.report()
  expect(runs.find(({ name }) => name === 'unchecked')!.faults).toMatchObject([
    { fault: 'rate_limited', verdict: 'crashed', index: 0 },
    { fault: 'truncated_json', verdict: 'failed_cleanly' },
  ])
  // Trials are no part of the runs.
  expect(project.report().totals).toMatchObject({ runs: 15, matchRate: 1, live: 0, blocked: 0 })
})
