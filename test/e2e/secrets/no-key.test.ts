import { expect, test } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

const TEST = `
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'

test('answers', async () => {
  const run = await replayRun(async function agent() {
    const openai = new OpenAI({ baseURL: process.env.MODEL_URL + '/v1', maxRetries: 0 })
    const answer = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }] })
    return answer.choices[0].message.content
  })
  expect(run.output).toBe('hi')
  console.log('after the run: ' + ('OPENAI_API_KEY' in process.env))
})
`

test('a replay needs no key where the recording had one', async () => {
  const server = await startServer((_request, response) =>
    sendJson(response, {
      id: 'c1',
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
    }),
  )
  const project = createProject({
    'agent.test.mjs': TEST,
    'vitest.config.mjs': `import { replay } from 'vitest-replay/plugin'\nexport default { plugins: [replay()] }\n`,
  })
  const key = 'sk-planted-0123456789abcdef'
  const recorded = await project.vitest([], { MODEL_URL: server.url, OPENAI_API_KEY: key })
  expect(recorded.exitCode, recorded.output).toBe(0)
  const cassette = project.read(project.cassettes()[0]!)
  expect(cassette).toContain('"credentials":["OPENAI_API_KEY"]')
  expect(cassette).not.toContain(key)
  const replayed = await project.vitest([], { MODEL_URL: server.url, CI: 'true' })
  await server.close()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain('after the run: false')
})
