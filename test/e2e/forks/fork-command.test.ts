import { expect } from 'vitest'
import { parseCassette } from '../../../src/cassette.ts'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

interface Asked {
  model: string
  messages: Array<{ content: string }>
}

wholeTest(
  'a recording is forked by a command: from itself, or live with another model',
  async () => {
    const server = await startServer((request, response) => {
      const { model, messages } = JSON.parse(request.body) as Asked
      sendJson(response, {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        created: 1,
        model,
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: `${model} at ${messages.length}` },
            finish_reason: 'stop',
          },
        ],
        usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
      })
    })
    const project = createProject('forks')
    const env = { SERVICE_URL: server.url }
    await project.vitest(['talk.test.ts'], env)
    const [cassette] = project.cassettes() as [string]
    const parent = project.read(cassette)
    const fork = async (args: string[], more: Record<string, string> = {}) => {
      const before = server.requests.length
      const ended = await project.command(['fork', cassette, ...args], { ...env, ...more })
      const asked = server.requests.slice(before).map(({ body }) => JSON.parse(body) as Asked)
      return { ...ended, asked }
    }

    const live = await fork(['--at', '1', '--live', '--model', 'gpt-4o-mini'])
    expect(live.asked.map(({ model, messages }) => [model, messages.length])).toEqual([
      ['gpt-4o-mini', 3],
      ['gpt-4o-mini', 5],
    ])
    expect(live.output.split('\n')[0]).toBe(
      'live: what follows; in the recording it was 2 actions, 2 model calls of them, for about $0.00042',
    )
    expect(live.exitCode).toBe(0)
    const path = '.vitest-replay/forks/talk.fork-1.cassette.jsonl'
    expect(live.output).toContain(`wrote ${path}: 3 actions, the recording has 3`)
    expect(live.output).toContain('the fork against its recording: ')
    expect(live.output).toContain('gpt-4o-mini')
    const written = parseCassette(project.read(path), { file: path })
    expect(written.actions.map(({ name }) => name)).toEqual([
      'chat gpt-4o',
      'chat gpt-4o-mini',
      'chat gpt-4o-mini',
    ])
    expect(project.read(path).split('\n')[1]).toBe(parent.split('\n')[1])
    expect(project.read(cassette)).toBe(parent)

    const answer = JSON.stringify({
      choices: [{ message: { role: 'assistant', content: 'told' } }],
    })
    const told = await fork(['--at', '2', '--answer', answer], { CI: 'true' })
    expect(told).toMatchObject({ asked: [], exitCode: 0 })
    expect(told.output).toMatch(/wrote .*talk\.fork-2\.cassette\.jsonl/)
    expect(told.output).toContain('final output:')

    const refused = await project.commands(
      [
        ['fork', cassette, '--at', '1', '--live'],
        ['fork', cassette, '--at', '9'],
        ['fork', cassette],
        ['fork', cassette, '--at', '1', '--model', 'x'],
      ],
      { CI: 'true' },
    )
    expect(refused.map(({ exitCode, output }) => [exitCode, output.split('\n')[0]])).toEqual([
      [2, expect.stringContaining('Failed to fork live: nothing is live in CI')],
      [2, expect.stringContaining('there is no action 9')],
      [2, expect.stringContaining('--at is missing')],
      [2, expect.stringContaining('--model needs --live')],
    ])
    await server.close()
  },
)

wholeTest('after a changed turn only what follows is recorded again', async () => {
  const server = await startServer((request, response) => {
    const { messages } = JSON.parse(request.body) as Asked
    const content = `answer ${messages.length}`
    sendJson(response, { choices: [{ message: { role: 'assistant', content } }] })
  })
  const project = createProject('forks')
  const env = { SERVICE_URL: server.url }
  await project.vitest(['talk.test.ts'], env)
  const before = project.read(project.cassettes()[0]!).split('\n')
  expect(server.requests).toHaveLength(3)
  await project.vitest(['talk.test.ts'], {
    ...env,
    CHANGED: 'and now',
    VITEST_REPLAY: 'new_episodes',
  })
  expect(server.requests).toHaveLength(5)
  const after = project.read(project.cassettes()[0]!).split('\n')
  expect(after).toHaveLength(before.length)
  expect(after[1]).toBe(before[1])
  const replayed = await project.vitest(['talk.test.ts'], {
    ...env,
    CHANGED: 'and now',
    CI: 'true',
  })
  expect(replayed.exitCode).toBe(0)
  await server.close()
})
