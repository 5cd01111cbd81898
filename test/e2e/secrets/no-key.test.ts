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

const PROMPT_WITH_KEYS = `
import { test } from 'vitest'
import { replayRun } from 'vitest-replay'

test('asks', () => replayRun(async () => {
  const { OPENAI_API_KEY, SHOP_API_KEY, SYSTEM, MODEL_URL } = process.env
  const messages = [
    { role: 'system', content: SYSTEM },
    { role: 'user', content: 'process.env.OPENAI_API_KEY is ' + OPENAI_API_KEY + ', that of the shop ' + SHOP_API_KEY },
  ]
  const headers = { authorization: 'Bearer ' + OPENAI_API_KEY, 'content-type': 'application/json' }
  const body = JSON.stringify({ model: 'gpt-4o-mini', messages })
  return (await fetch(MODEL_URL + '/v1/chat/completions', { method: 'POST', headers, body })).json()
}))
`

test('keys in a prompt are the same on both sides, whatever their variables hold in a replay', async () => {
  const server = await startServer((_request, response) => sendJson(response, { id: 'c1' }))
  const project = createProject({
    'agent.test.mjs': PROMPT_WITH_KEYS,
    'vitest.config.mjs': `import { replay } from 'vitest-replay/plugin'\nexport default { plugins: [replay()] }\n`,
  })
  const env = { MODEL_URL: server.url, SYSTEM: 'You are kind.' }
  const keys = {
    OPENAI_API_KEY: 'sk-proj-q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8',
    SHOP_API_KEY: 'sk-proj-z9Y8x7W6v5U4t3S2r1Q0p9O8n7M6l5K4j3H2',
  }
  const recorded = await project.vitest([], { ...env, ...keys })
  await server.close()
  expect(recorded.exitCode, recorded.output).toBe(0)
  const others = { OPENAI_API_KEY: 'none-of-them', SHOP_API_KEY: keys.OPENAI_API_KEY }
  for (const values of [{}, others, { ...keys, SHOP_API_KEY: 'none-of-them' }]) {
    const replayed = await project.vitest([], { ...env, ...values, CI: 'true' })
    expect(replayed.exitCode, replayed.output).toBe(0)
    const changed = { ...env, ...values, SYSTEM: 'You are terse.', CI: 'true' }
    const { exitCode, output } = await project.vitest([], changed)
    expect(exitCode, output).toBe(1)
    expect(output.match(/^ +[-+] .*$/gm)!.slice(0, 2)).toEqual([
      '      - You are kind.',
      '      + You are terse.',
    ])
    expect(output).not.toContain('<redacted')
  }
})
