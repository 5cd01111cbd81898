import { expect, test } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

test('a runner runs an agent step by step, in a test', async () => {
  const server = await startServer((request, response) => {
    const { messages } = JSON.parse(request.body) as { messages: Array<{ content: string }> }
    const content = `${messages[0]!.content} Yes.`
    sendJson(response, {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'gpt-4o',
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
    })
  })
  const project = createProject('runner')
  const env = { SERVICE_URL: server.url }
  const recorded = await project.vitest([], { ...env, SAVE: 'yes' })
  expect(recorded.output).toContain('5 passed')
  // Two that are recorded, and one live.
  expect(server.requests).toHaveLength(3)
  const replayed = await project.vitest(['runner.test.ts'], { ...env, CI: 'true' })
  expect(replayed.output).toContain('5 passed')
  expect(server.requests).toHaveLength(3)

  // The saved test fails as the run did, until the agent is mended.
  const saved = await project.vitest(['saved'], { ...env, CI: 'true' })
  expect(saved.output).toContain('no such order')
  expect(saved.exitCode).toBe(1)
  expect(server.requests).toHaveLength(3)
  await server.close()
})

test('a script is recorded and replayed, with clients that its modules made while they loaded', async () => {
  const server = await startServer((request, response) => response.end(`<${request.body}>`))
  const project = createProject('runner')
  const run = async (args: string[], env: Record<string, string> = {}) =>
    project.run([process.execPath, ...args], { SERVICE_URL: server.url, ...env })
  const register = ['--import', 'vitest-replay/register', 'script.mjs']
  const recorded = await run(register)
  const facts = {
    status: 'success',
    output: '<Say {word}.> <yes> number',
    spans: ['POST {url}/say', 'POST {url}/say'],
  }
  const { spans, ...seen } = JSON.parse(recorded.stdout.trim().split('\n').at(-1)!) as typeof facts
  expect(seen).toEqual({ status: facts.status, output: facts.output, mode: 'record' })
  expect(spans).toHaveLength(2)
  expect(server.requests).toHaveLength(2)
  expect(project.cassettes()).toEqual([
    expect.stringMatching(/^__cassettes__\/script\.mjs\/agent-word-yes.*\.cassette\.jsonl$/),
  ])
  const replayed = await run(register, { CI: 'true' })
  expect(JSON.parse(replayed.stdout)).toMatchObject({ ...seen, mode: 'replay' })
  expect(server.requests).toHaveLength(2)
  const bare = await run(['script.mjs'])
  expect(bare.output).toContain('node --import vitest-replay/register <script>')
  await server.close()
})
