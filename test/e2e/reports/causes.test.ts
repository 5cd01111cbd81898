import { beforeAll, expect, test } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'

const ASK = `
import OpenAI from 'openai'

const SYSTEM = 'You are a support agent.\\nAnswer briefly.'

export async function ask(name: string) {
  const openai = new OpenAI({ apiKey: 'none', baseURL: process.env.MODEL_URL + '/v1', maxRetries: 0 })
  return await openai.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [
      { role: 'system', content: SYSTEM },
      { role: 'user', content: 'Hello, I am ' + name },
    ],
  })
}
`
const TESTS = `
import { test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { ask } from './ask.ts'

for (let at = 0; at < Number(process.env.TESTS ?? 15); at++)
  test('customer ' + at, () => replayRun(async function agent() { return (await ask('customer ' + at)).choices[0].message.content }))
`

/** Thirty tests in two files, recorded. */
let recording: Project
let env: { MODEL_URL: string }
let isRejected = false
beforeAll(async () => {
  const server = await startServer((_, response) =>
    isRejected
      ? sendJson(response, { error: { message: 'Incorrect API key provided' } }, 401)
      : sendJson(response, {
          id: 'c1',
          object: 'chat.completion',
          choices: [
            { index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' },
          ],
        }),
  )
  env = { MODEL_URL: server.url }
  let remove = () => {}
  const files = { 'ask.ts': ASK, 'a.test.ts': TESTS, 'b.test.ts': TESTS }
  recording = createProject(files, (end) => (remove = end))
  const recorded = await recording.vitest([], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  return async () => {
    remove()
    await server.close()
  }
})

test('thirty tests that one change broke are one cause', async () => {
  const project = recording.copy()
  project.write('ask.ts', ASK.replace('Answer briefly.', 'Answer very briefly.'))
  const { output, exitCode } = await project.vitest([], { ...env, CI: '1' })
  expect(exitCode).toBe(1)
  const { causes, runs } = project.report()
  expect(causes).toEqual([
    {
      cause: 'system_prompt',
      executions: 30,
      fingerprint: expect.any(String),
      firstSeen: expect.any(String),
      frame: expect.objectContaining({ from: 6 }),
      statement: 'The system prompt changed',
      paths: [expect.objectContaining({ path: '$.messages[0].content' })],
      source: expect.objectContaining({ file: 'ask.ts', line: 8 }),
      runs: runs.map(({ runId }) => runId),
    },
  ])
  // Vitest prints the names of its tests, and below them one short error.
  expect(output.match(/The system prompt changed/gi)).toHaveLength(2)
  expect(output.match(/The replay of ".+" does not match/g)).toBeNull()
  const summary = output.slice(output.indexOf('x vitest-replay:'))
  const [ours] = summary.split('\n    runs: ') as [string]
  expect(ours.split('\n').length).toBeLessThanOrEqual(20)
  expect(ours).toMatchInlineSnapshot(`
    "x vitest-replay: 30 replayed, 30 failed, match rate 0.5, 30 served (30
        mismatched), 0 live, saved an unknown amount

      cause 1 of 1: 30 runs
        First cause: the system prompt changed
          at position 1, action 0 (chat gpt-4o-mini), ask.ts:8
            $.messages[0].content
              You are a support agent.
            - Answer briefly.
            + Answer very briefly.
        where it is meant, record all anew:
          npx vitest run a.test.ts b.test.ts -u"
  `)
  expect(project.read('.vitest-replay/report.md')).toContain('Cause 1 of 1, 30 runs')

  const [, printed] = /npx vitest (run a\.test\.ts .*)/.exec(ours)!
  const [, ...args] = printed!.split(' ')
  expect((await project.vitest(args, env)).exitCode).toBe(0)
  const again = await project.vitest([], { ...env, CI: '1' })
  expect(again.exitCode, again.output).toBe(0)
  expect(project.report().runs.every(({ matchRate }) => matchRate === 1)).toBe(true)
})

wholeTest('thirty tests that a rejected key broke are one cause', async () => {
  const project = recording.copy()
  project.write('ask.ts', ASK.replace('Answer briefly.', 'Answer very briefly.'))
  isRejected = true
  const rejected = await project.vitest([], { ...env, VITEST_REPLAY: 'all' })
  isRejected = false
  expect(project.report().causes).toEqual([
    expect.objectContaining({
      cause: 'authentication',
      source: expect.objectContaining({ file: 'ask.ts', line: 8 }),
    }),
  ])
  expect(rejected.output.match(/diagnosis: /g)).toHaveLength(2)
  expect(rejected.output).toContain('401 Incorrect API key provided')
})

/** The change to the agent that brings about each cause. */
const CHANGES = {
  prompt: { "'Hello, I am ' + name": "'Good morning, I am ' + name + ' and I want help'" },
  agent_error: {
    'const openai': "if (name) throw new Error('No order of ' + name)\n  const openai",
  },
  extra_call: {
    '  return await': '  await openai.models.retrieve(name)\n  return await',
  },
}

/** Lines of a terminal of 80 columns for one cause, the names of its runs among them. */
const MOST_LINES = 40

wholeTest(
  'twenty tests that one change broke take forty lines beside their names, whatever the change',
  async () => {
    const project = recording.copy()
    const changes = Object.entries(CHANGES)
    for (const [cause, edits] of changes) {
      let changed = ASK
      for (const [text, by] of Object.entries(edits)) changed = changed.replace(text, by)
      project.write('ask.ts', changed)
      const { output } = await project.vitest([], { ...env, TESTS: '10', CI: '1' })
      const { causes } = project.report()
      expect(causes, cause).toEqual([
        expect.objectContaining({ cause, runs: expect.objectContaining({ length: 20 }) }),
      ])
      expect(linesBesideNames(output), `${cause}\n${output}`).toBeLessThanOrEqual(MOST_LINES)
    }
  },
)

wholeTest('an assertion on the match rate says the cause that many share once, too', async () => {
  const asserting = TESTS.replace('=> replayRun(', '=> expectAll(replayRun(')
    .replace(
      'choices[0].message.content })',
      'choices[0].message.content }, { thresholds: false }))',
    )
    .replace('import { test }', 'import { expect, test }')
  const project = recording.copy()
  project.write(
    'a.test.ts',
    `${asserting}\nasync function expectAll(run: Promise<object>) { expect(await run).toHaveMatchRate(1) }`,
  )
  project.write('ask.ts', ASK.replace('Answer briefly.', 'Answer very briefly.'))
  const { output } = await project.vitest(['a.test.ts'], { ...env, TESTS: '10', CI: '1' })
  expect(output).toContain('10 failed')
  expect(linesBesideNames(output), output).toBeLessThanOrEqual(MOST_LINES)
})

/** Counts what is printed beside the names of failed tests and Vitest's own table of files. */
function linesBesideNames(output: string): number {
  const failures = output.slice(output.indexOf(' FAIL '))
  return failures.split('\n').filter((line) => line.trim() !== '' && !line.startsWith(' FAIL '))
    .length
}
