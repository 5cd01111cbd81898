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

test.each<[reporter: string, options: object, form: RegExp]>([
  // Vitest 5 prints its JSON only where the reporter's option says so, and writes a file otherwise.
  ['json', { stdout: true }, /^\s*\{[^]*\}\s*$/],
  ['junit', { stdout: true }, /^\s*<\?xml [^]*<\/testsuites>\s*$/],
  [
    'tap',
    {},
    /^\s*TAP version 13\n1\.\.\d+\n(?:\s*(?:ok|not ok|\d+\.\.\d+|\}|---|\.\.\.|\w+:)[^\n]*\n?)+\s*$/,
  ],
  [
    'tap-flat',
    {},
    /^\s*TAP version 13\n1\.\.\d+\n(?:\s*(?:ok|not ok|---|\.\.\.|\w+:)[^\n]*\n?)+\s*$/,
  ],
])(
  'standard output belongs to a reporter whose output is parsed: %s',
  async (reporter, options, form) => {
    const project = createProject('basic')
    const server = await startCalculatorModel()
    await project.vitest([], { MODEL_URL: server.url })
    project.write(
      'vitest.config.ts',
      [
        "import { replay } from 'vitest-replay/plugin'",
        `const reporters = [${JSON.stringify([reporter, options])}]`,
        'export default { plugins: [replay()], test: { reporters } }',
      ].join('\n'),
    )
    const replayed = await project.vitest([], { MODEL_URL: server.url, CI: '1' })
    await server.close()
    expect(replayed.stdout).toMatch(form)
    expect(replayed.stdout).not.toContain('vitest-replay:')
    if (reporter === 'json') expect(JSON.parse(replayed.stdout)).toMatchObject({ success: true })
    expect(replayed.output).toContain('vitest-replay:')
  },
)
