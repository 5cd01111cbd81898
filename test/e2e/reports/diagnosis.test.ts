import { expect, test } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

const AGENTS = `
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'

const openai = (options = {}) =>
  new OpenAI({ apiKey: 'none', baseURL: process.env.MODEL_URL + '/v1', maxRetries: 0, ...options })
const ask = async (content, options) =>
  await openai(options).chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] })
const orders = {
  refund() {
    throw new Error('order 7 was never paid')
  },
}

test('rejected key', () => replayRun(async function agent() { return await ask('unauthorized') }))
test('used up', () => replayRun(async function agent() { return await ask('quota') }))
test('slow model', () => replayRun(async function agent() { return await ask('hang', { timeout: 200 }) }))
test('missing file', () => replayRun(async function agent() { return await readFile('./nope/original.py', 'utf8') }))
test('failed process', () =>
  replayRun(
    async function agent() {
      await promisify(execFile)(process.execPath, ['-e', 'console.error("ValueError: GIT_TOKEN is required"); process.exit(3)'])
    },
    { policy: { 'process *': 'execute' } },
  ))
test('broken answer', () =>
  replayRun(async function agent() {
    const answer = await ask('truncated')
    return JSON.parse(answer.choices[0].message.content)
  }))
test('wrapped tool', () =>
  replayRun(
    async function agent() {
      try {
        await orders.refund()
      } catch (cause) {
        throw new Error('the agent failed', { cause })
      }
    },
    { actions: { refund: [orders, 'refund'] } },
  ))
test('throws at once', () =>
  replayRun(async function agent() { throw new Error('no order was given') }, { expectError: true }))
test('is caught', async () => {
  const caught = await replayRun(async function agent() { return await ask('quota again') }).catch((error) => error)
  expect(caught.message).toBe('429 You exceeded your current quota')
})
test('never answers', { timeout: 1500 }, () => replayRun(async function agent() { return await ask('hang') }))
`

test('runs whose agent failed are diagnosed while they are recorded', async () => {
  const server = await startServer((request, response) => {
    if (request.body.includes('unauthorized'))
      return sendJson(
        response,
        { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } },
        401,
      )
    if (request.body.includes('quota'))
      return sendJson(
        response,
        { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } },
        429,
      )
    if (request.body.includes('hang')) return undefined
    return sendJson(response, {
      id: 'c1',
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: '{"a": [1, ' },
          finish_reason: 'length',
        },
      ],
    })
  })
  const project = createProject({
    'agent.test.ts': AGENTS,
    'vitest.config.ts': `
import { replay } from 'vitest-replay/plugin'
export default {
  plugins: [replay({ diagnose: [{ match: /was never paid/g, cause: 'the order is not paid', remedy: 'pay it first' }] })],
}
`,
  })
  const { output, exitCode } = await project.vitest([], {
    MODEL_URL: server.url,
  })
  await server.close()
  expect(exitCode, output).toBe(1)

  const found = Object.fromEntries(
    project
      .report()
      .runs.map(({ name, diagnosis }) => [
        name,
        [
          diagnosis?.errorClass,
          diagnosis?.layer,
          diagnosis?.stopReason,
          diagnosis?.source?.file ?? null,
        ],
      ]),
  )
  expect(found).toEqual({
    'rejected key': ['authentication', 'connection', 'llm_error:authentication', 'agent.test.ts'],
    'used up': ['quota', 'connection', 'llm_error:quota', 'agent.test.ts'],
    'slow model': ['timeout', 'connection', 'llm_timeout', 'agent.test.ts'],
    'missing file': ['missing_file', 'configuration', 'step_error', 'agent.test.ts'],
    'failed process': ['missing_credentials', 'configuration', 'step_error', null],
    'broken answer': ['truncated', 'model', 'truncated', 'agent.test.ts'],
    'wrapped tool': ['tool_error', 'connection', 'tool_error:refund', 'agent.test.ts'],
    'throws at once': ['agent_error', 'code', 'step_error', 'agent.test.ts'],
    'is caught': ['quota', 'connection', 'llm_error:quota', 'agent.test.ts'],
    'never answers': ['timeout', 'connection', 'timeout', null],
  })

  const shown = (test: string) =>
    new RegExp(` FAIL +agent\\.test\\.ts > ${test}\n([\\s\\S]+?)\n ❯ `)
      .exec(output)?.[1]
      ?.replaceAll(new URL(server.url).host, '<server>')
      .replace(/\d+(?:\.\d+)? m?s\b/g, '<time>')
  expect(shown('rejected key')).toMatchInlineSnapshot(`
    "Error: 401 Incorrect API key provided

      diagnosis: the service rejected the credentials: chat gpt-4o-mini, status 401, "Incorrect API key provided"
      class authentication, layer connection, stopped for llm_error:authentication at agent.test.ts:12
      first error: action 0 (chat gpt-4o-mini), authentication
      slowest: chat gpt-4o-mini, <time>
      remedy: use a key that is valid for this service and project; see https://platform.openai.com/docs/guides/error-codes
    "
  `)
  expect(shown('throws at once')).toMatchInlineSnapshot(`
    "Error: no order was given

      diagnosis: the agent's own code threw: Error: no order was given
      class agent_error, layer code, stopped for step_error at agent.test.ts:47
      remedy: look at the line that threw
      it threw before its first action, so nothing was recorded
    "
  `)
  // Vitest 5 has a class for it.
  expect(shown('never answers')?.replace(/^TestTimeoutError/, 'Error')).toMatchInlineSnapshot(`
    "Error: Test timed out in 1500ms.
    If this is a long-running test, pass a timeout value as the last argument or configure it globally with "testTimeout".

      diagnosis: no answer came in time: POST <server>/v1/chat/completions, after <time>
      class timeout, layer connection, stopped for timeout
      remedy: raise the time limit, or make the request smaller
    "
  `)
  expect(output).not.toContain('FAIL  agent.test.ts > is caught')
  expect(output.replace(/\s+/g, ' ')).toMatch(
    /no answer came in time: POST \S+\/v1\/chat\/completions, after \d+ ms/,
  )
  expect(output).toContain('diagnosis: a credential is missing: GIT_TOKEN')
  expect(shown('wrapped tool')).toContain(
    'diagnosis: the order is not paid: refund, Error: order 7 was never paid',
  )
  expect(output).toContain('remedy: pay it first')
  expect(project.read('.vitest-replay/report.md')).toContain('the quota or the credit is used up')
})

test('a replay whose agent threw is diagnosed in its message, and shown by its id', async () => {
  const server = await startServer((_request, response) => sendJson(response, { ok: true }))
  const project = createProject({
    'agent.test.ts': `
import { readFile } from 'node:fs/promises'
import { test } from 'vitest'
import { replayRun } from 'vitest-replay'

test('reads', () => replayRun(async function agent() {
  await (await fetch(process.env.MODEL_URL)).json()
  return process.env.PROMPT ? await readFile(process.env.PROMPT, 'utf8') : 'built in'
}))
`,
  })
  const MODEL_URL = server.url
  expect((await project.vitest([], { MODEL_URL })).exitCode).toBe(0)
  const { output, exitCode } = await project.vitest([], { MODEL_URL, PROMPT: 'refund.md' })
  await server.close()
  expect(exitCode).toBe(1)
  expect(/The agent threw: [^]*?\n\n/.exec(output)?.[0]).toMatchInlineSnapshot(`
    "The agent threw: Error: ENOENT: no such file or directory, open 'refund.md'
      diagnosis: a file is missing: Error: ENOENT: no such file or directory, open 'refund.md'
      class missing_file, layer configuration, stopped for step_error at agent.test.ts:8
      remedy: check the path and the working folder; see https://nodejs.org/api/errors.html#common-system-errors

    "
  `)
  const [, command] = /all of it:\s+npx vitest-replay (show \w+ --diagnose)/.exec(output)!
  const shown = await project.command(command!.split(' '))
  expect(shown.output).toContain('diagnosis: a file is missing')
  expect((await project.command(['runs'])).output).toContain('    a file is missing: Error: ENOENT')
})

test('a run that waits on after an error that nothing handled is diagnosed by that error', async () => {
  const server = await startServer((_request, response) => sendJson(response, { ok: true }))
  const closed = await startServer(() => undefined)
  await closed.close()
  const project = createProject({
    'agent.test.ts': `
import { connect } from 'node:net'
import { test } from 'vitest'
import { replayRun } from 'vitest-replay'

const waits = (begin) => replayRun(async function agent() {
  await fetch(process.env.MODEL_URL)
  await new Promise(() => begin())
})
test('feed', { timeout: 4000 }, () => waits(() => connect(Number(process.env.CLOSED), '127.0.0.1')))
test('timer', { timeout: 4000 }, () => waits(() => setTimeout(() => { throw new Error('no order') }, 10)))
`,
  })
  const { output } = await project.vitest([], {
    MODEL_URL: server.url,
    CLOSED: new URL(closed.url).port,
  })
  await server.close()
  const said = (test: string) =>
    new RegExp(` FAIL +agent\\.test\\.ts > ${test}\n[\\s\\S]+?(diagnosis: .*)`).exec(output)?.[1]
  expect(said('feed')).toMatch(
    /^diagnosis: nothing listens at the address: Error: connect ECONNREF/,
  )
  expect(said('timer')).toBe(
    'diagnosis: nothing handled an error, and the agent waited on: Error: no order',
  )
  // Its body was left unread: it had its answer.
  expect(output).not.toContain('no answer came in time')
  const { runs } = project.report()
  expect(runs.map(({ diagnosis, uncaught }) => [diagnosis?.errorClass, uncaught?.name])).toEqual([
    ['connection', 'Error'],
    ['agent_error', 'Error'],
  ])
  // The execution that is kept was written before Vitest told of the error.
  const shown = await project.command(['show', runs[1]!.traceId!, '--diagnose'])
  expect(shown.output).toContain(
    'nothing handled an error, and the agent waited on: Error: no order',
  )
})

test('an agent that reads what a dropped process would have written is told so', async () => {
  const project = createProject({
    'agent.test.ts': `
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test } from 'vitest'
import { action, replayRun } from 'vitest-replay'

const order = action('order', () => 7)
const agent = async () => {
  order()
  const { stdout } = await promisify(execFile)(process.execPath, ['-p', '"{}"'])
  return JSON.parse(stdout)
}
test('rates', () => replayRun(agent, { policy: { 'process *': 'drop' } }))
`,
  })
  const recorded = await project.vitest([])
  expect(recorded.output).toContain('A rule of the policy drops what ran while it was recorded')
  expect(recorded.output).not.toContain('Find what the agent reads')
  const { output } = await project.vitest([], { CI: '1' })
  expect(output).toContain('diagnosis: a process that the policy drops wrote nothing: ')
  expect(output).toContain('class configuration, layer configuration')
  expect(output).not.toContain('layer model')
})
