import { expect, test } from 'vitest'
import type { RunReport } from '../../../../src/report.ts'
import { analyzeRun } from '../../../../src/core/words/diagnosis/analyze-run.ts'
import { classifyFailure } from '../../../../src/core/analysis/failure/classify-error.ts'
import type { FailedError } from '../../../../src/core/analysis/failure/failed-error.ts'
import {
  linkOfFailure,
  type LinkFacts,
} from '../../../../src/core/words/diagnosis/failure-links.ts'
import { CATALOGUE } from '../../../../src/core/words/diagnosis/catalogue.ts'
import {
  renderDiagnosis,
  renderWalk,
} from '../../../../src/core/words/diagnosis/render-diagnosis.ts'
import { buildAction, buildRun } from '../../../report/build-report.ts'

const threw = (error: { name: string; message: string }, more: Partial<RunReport> = {}) =>
  buildRun({
    mode: 'record',
    status: 'failed',
    matchRate: null,
    finalOutput: { recorded: { error }, replayed: null },
    error: `${error.name}: ${error.message}`,
    ...more,
  })

test('a run whose agent ended without a failure has no diagnosis', () => {
  expect(analyzeRun(buildRun({ actions: [buildAction()] }))).toBeNull()
})

test('a key that is missing is named, and belongs to the configuration', () => {
  const run = threw({ name: 'Error', message: 'OPENAI_API_KEY environment variable is required' })
  expect(analyzeRun(run)).toMatchObject({
    errorClass: 'missing_credentials',
    layer: 'configuration',
    statement: 'a credential is missing: OPENAI_API_KEY',
    status: 'observed',
    stopReason: 'step_error',
    firstErrorSpan: null,
  })
})

test('the decision behind a failed tool is the model call that asked for it', () => {
  const failed = { name: 'OrderError', message: 'the order was never paid' }
  const run = threw(failed, {
    actions: [
      buildAction({
        index: 0,
        answer: {
          text: '',
          toolCalls: [{ id: '1', name: 'refund', arguments: { order: 7 } }],
        },
        status: 200,
      }),
      buildAction({ index: 1, name: 'chat gpt-4o-mini' }),
      buildAction({ index: 2, type: 'tool', name: 'refund', status: null, error: failed }),
    ],
    errorSource: { file: 'src/agent.ts', line: 12, column: 3 },
  })
  const diagnosis = analyzeRun(run)!
  expect(diagnosis).toMatchObject({
    errorClass: 'tool_error',
    stopReason: 'tool_error:refund',
    firstErrorSpan: { index: 2, name: 'refund', errorClass: 'tool_error' },
    decisionBehindIt: { index: 0, name: 'chat gpt-4o' },
    laterErrors: [],
    source: { file: 'src/agent.ts', line: 12 },
  })
  expect(diagnosis.hypotheses.map(({ statement }) => statement)).toEqual([
    'a tool failed: refund, OrderError: the order was never paid',
    'the tool layer fails: refund',
  ])
  expect(renderDiagnosis(diagnosis).length).toBeLessThanOrEqual(6)
  expect(renderDiagnosis(diagnosis)[1]).toBe(
    'class tool_error, layer connection, stopped for tool_error:refund at src/agent.ts:12',
  )
})

test('a replay that fails at the same action with the same answers has reproduced the failure', () => {
  const error = { name: 'Error', message: 'Generated patch is empty' }
  const run = threw(error, {
    mode: 'replay',
    matchRate: 1,
    finalOutput: { recorded: { error }, replayed: { error } },
  })
  expect(analyzeRun(run)).toMatchObject({ errorClass: 'empty_output', status: 'reproduced' })
  expect(analyzeRun({ ...run, matchRate: 0.5 })).toMatchObject({ status: 'observed' })
})

test('hypotheses of repeated calls, slow runs and a worse release are added', () => {
  const call = (index: number) =>
    buildAction({ index, type: 'tool', name: 'search', status: null, inputs: ['shoes'] })
  const run = threw(
    { name: 'GraphRecursionError', message: 'Recursion limit of 25 reached' },
    { actions: [call(0), call(1), call(2)] },
  )
  const { hypotheses, repeatedToolCalls, stopReason } = analyzeRun(run, {
    runLatencyP95Ms: 3000,
    releaseDiff: { errorRate: 0.1, lastPassed: null, changes: [] },
  })!
  expect(stopReason).toBe('max_steps')
  expect(repeatedToolCalls).toEqual([{ name: 'search', count: 3, actions: [0, 1, 2] }])
  expect(hypotheses.map(({ statement }) => statement.replace(/:.*/, ''))).toEqual([
    'the agent reached its limit of steps',
    'the agent repeats calls with the same arguments',
    'the 95th percentile of the latency is above its limit',
    'it has been different since it passed last',
  ])
  expect(analyzeRun(run, { runLatencyP95Ms: 3000, sloMs: 4000 })!.hypotheses).toHaveLength(2)
})

test('a run that was cut off is diagnosed by what it had done', () => {
  const run = buildRun({
    status: 'interrupted',
    error: 'the run did not end',
    actions: [buildAction({ status: 429, outcome: 'error' })],
  })
  expect(analyzeRun(run)).toMatchObject({ errorClass: 'rate_limit', stopReason: 'unknown' })
})

test('every class of failures is described by what it is, what mends it and what prevents it', () => {
  for (const { statement, remedy, prevention } of Object.values(CATALOGUE)) {
    expect(statement).toContain('{subject}')
    expect(remedy.length * prevention.length).toBeGreaterThan(0)
  }
})

test('a run that was refused before its agent was called is not blamed on the agent', () => {
  const error = 'ReplayError: [vitest-replay] Failed to replay "a": there is no cassette.'
  const refused = buildRun({ status: 'failed', error })
  expect(analyzeRun(refused)).toBeNull()
  expect(analyzeRun({ ...refused, error: 'Error: no order' })?.errorClass).toBe('agent_error')
})

test.each<[what: string, error: FailedError, exchange: LinkFacts['exchange'], link: string]>([
  [
    'what a provider answered',
    { name: 'Error', message: '429', status: 429 },
    { provider: 'anthropic', status: 429 },
    'https://platform.claude.com/docs/en/api/errors',
  ],
  [
    'an error of the AI SDK',
    { name: 'AI_RetryError', message: '', errors: [{ name: 'AI_NoSuchToolError', message: '' }] },
    { provider: 'openai', status: 200 },
    'https://ai-sdk.dev/docs/reference/ai-sdk-errors/ai-no-such-tool-error',
  ],
  [
    'an error of LangGraph',
    { name: 'GraphRecursionError', message: '', code: 'GRAPH_RECURSION_LIMIT' },
    null,
    'https://docs.langchain.com/oss/javascript/langgraph/errors/GRAPH_RECURSION_LIMIT',
  ],
  [
    'a code of Node under a wrapper',
    { name: 'Error', message: 'failed', cause: { name: 'Error', message: '', code: 'ENOENT' } },
    null,
    'https://nodejs.org/api/errors.html#common-system-errors',
  ],
  [
    'an answer of an unknown service',
    { name: 'Error', message: '' },
    { provider: null, status: 503 },
    'https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/503',
  ],
  [
    'a limit of a run',
    { name: 'ReplayError', message: '', code: 'BUDGET_USED_UP' },
    null,
    'node_modules/vitest-replay/.github/docs/errors.md#budget_used_up',
  ],
  [
    "an agent's own error",
    { name: 'Error', message: 'no order' },
    null,
    'node_modules/vitest-replay/.github/docs/failures.md#agent_error',
  ],
  [
    'an error whose code is a text of a stranger',
    { name: 'Error', message: '', fields: { lc_error_code: 'x)](https://evil.example) <b>' } },
    null,
    'node_modules/vitest-replay/.github/docs/failures.md#agent_error',
  ],
  [
    'an error whose code only begins like one of Node',
    { name: 'Error', message: '', code: 'ERR_ <b>)' },
    null,
    'node_modules/vitest-replay/.github/docs/failures.md#agent_error',
  ],
])('the page about %s', (_, error, exchange, link) => {
  const errorClass = classifyFailure({ error, ...exchange }).class
  expect(linkOfFailure({ errorClass, error, exchange })).toBe(link)
})

const requestOf = (url: string) => ({ method: 'POST', url, headers: [], body: { json: {} } })

test('a failed call says in the words of the service why, after how many attempts, and when to ask again', () => {
  const attempt = (index: number, body?: object) =>
    buildAction({
      index,
      start: index * 1000,
      recordedDuration: 10,
      timeToHeadersMs: 10,
      status: 429,
      outcome: 'error',
      inputs: requestOf('https://api.test/v1/chat'),
      outputs: {
        status: 429,
        headers: [['retry-after', '20']],
        end: body ? 'complete' : 'aborted',
        ...(body ? { body: { json: body } } : {}),
      } as never,
    })
  const said = { error: { type: 'rate_limit_error', message: '50 requests per minute' } }
  const run = threw(
    { name: 'Error', message: 'Failed to summarise' },
    { actions: [attempt(0), attempt(1, said)] },
  )
  const found = analyzeRun(run)!
  expect(found.statement).toBe(
    'the service limits the rate of requests: chat gpt-4o, status 429, in 2 attempts, retry-after 20, "50 requests per minute"',
  )
  expect(found.laterErrors).toEqual([])
})

test('a connection that failed says where, by what caused it', () => {
  const cause = {
    name: 'Error',
    message: 'connect ECONNREFUSED 10.0.0.1:5432',
    code: 'ECONNREFUSED',
  }
  const error = { name: 'TypeError', message: 'fetch failed', cause }
  const run = threw(error, {
    actions: [buildAction({ type: 'http', name: 'GET db/stock', status: null, error })],
  })
  expect(analyzeRun(run)).toMatchObject({
    statement:
      'nothing listens at the address: GET db/stock, Error: connect ECONNREFUSED 10.0.0.1:5432',
    remedy: 'start the service, or correct the host and the port',
  })
})

test('a process that failed is named with its command, its end and its error', () => {
  const run = threw(
    { name: 'Error', message: 'lint failed' },
    {
      actions: [
        buildAction({
          type: 'process',
          name: 'python3 lint.py',
          status: null,
          inputs: { command: ['python3', 'lint.py', 'a.yaml'] },
          outputs: {
            stdout: '',
            stderr: 'reading a.yaml\nValueError: no rules',
            exitCode: 3,
            signal: null,
          },
        }),
      ],
    },
  )
  expect(analyzeRun(run)).toMatchObject({
    errorClass: 'process_failed',
    statement:
      'a process failed: "python3 lint.py a.yaml" ended with exit code 3: ValueError: no rules',
    firstErrorSpan: { index: 0, errorClass: 'process_failed' },
  })
})

test('an earlier error is said where the agent failed by itself', () => {
  const denied = { name: 'Error', message: 'password authentication failed' }
  const run = threw(
    { name: 'Error', message: 'no status in the answer' },
    {
      actions: [
        buildAction({ index: 0, type: 'tool', name: 'lookup', status: null, error: denied }),
        buildAction({ index: 1 }),
      ],
    },
  )
  const lines = renderDiagnosis(analyzeRun(run)!)
  expect(lines[0]).toBe("diagnosis: the agent's own code threw: Error: no status in the answer")
  expect(lines[2]).toBe(
    'first error: action 0 (lookup), tool_error: Error: password authentication failed',
  )
})

test('an empty result is said where the agent failed by itself', () => {
  const empty = { status: 200, headers: [], end: 'complete', body: { json: { data: null } } }
  const run = threw(
    { name: 'TypeError', message: "Cannot read properties of null (reading 'address')" },
    { actions: [buildAction({ type: 'http', name: 'GET crm/7', outputs: empty as never })] },
  )
  expect(renderDiagnosis(analyzeRun(run)!)).toContain(
    'suspicious: action 0 (GET crm/7) gave nothing',
  )
})

test('no decision of a model is behind a missing file', () => {
  const error = {
    name: 'Error',
    message: "ENOENT: no such file or directory, open 'a'",
    code: 'ENOENT',
  }
  const found = analyzeRun(threw(error, { actions: [buildAction()] }))!
  expect(found).toMatchObject({ decisionBehindIt: null, lastGoodSpan: { index: 0 } })
  expect(found.story!.expectedUntil).toBe('action 0 (chat gpt-4o), 1 of 1 action')
})

test('a process that failed is not the last thing that was as expected', () => {
  const command = buildAction({
    index: 1,
    type: 'process',
    name: 'node book.mjs',
    status: null,
    model: null,
    stopReason: null,
    inputs: { command: ['node', 'book.mjs'] },
    outputs: { stdout: '', stderr: 'the ledger is closed', exitCode: 2, signal: null },
    source: { file: 'src/book.ts', line: 7 },
  })
  const error = { name: 'Error', message: 'Command failed: node book.mjs', code: 2 }
  const run = threw({ ...error, details: { cmd: 'node book.mjs', killed: false } } as never, {
    actions: [buildAction(), command],
    errorSource: null,
  })
  expect(analyzeRun(run)).toMatchObject({
    errorClass: 'process_failed',
    source: { file: 'src/book.ts', line: 7 },
    lastGoodSpan: { index: 0 },
    story: { expectedUntil: 'action 0 (chat gpt-4o), 1 of 2 actions' },
  })
  const alone = analyzeRun({ ...run, actions: [{ ...command, index: 0 }] })!
  expect(alone.story!.expectedUntil).toBe('its start: nothing came before action 0 (node book.mjs)')
})

const streamed = (data: object[], part: object = {}) =>
  buildAction({
    stopReason: null,
    replayed: false,
    recorded: null,
    inputs: { method: 'POST', url: 'https://api.openai.com/v1/chat/completions', headers: [] },
    outputs: {
      status: 200,
      headers: [['content-type', 'text/event-stream']],
      end: 'complete',
      body: { events: data.map((one) => ({ data: one })) },
    },
    answer: { text: '{"amount": 12, "curr', toolCalls: [] },
    ...part,
  } as never)
const piece = (text: string, reason: string | null = null) => ({
  choices: [{ index: 0, delta: { content: text }, finish_reason: reason }],
})
const unreadable = {
  name: 'SyntaxError',
  message: 'Unterminated string in JSON at position 20',
}

test('a stream that ends before its answer is whole is a connection that broke off', () => {
  const run = threw(unreadable, { actions: [streamed([piece('{"amount": 12, "curr')])] })
  const found = analyzeRun(run)!
  expect(found).toMatchObject({
    errorClass: 'connection',
    firstErrorSpan: { index: 0, errorClass: 'connection' },
    stopReason: 'llm_error:connection',
  })
  expect(found.statement).toBe(
    'the answer was cut off: its stream ended before it was whole: chat gpt-4o, SyntaxError: Unterminated string in JSON at position 20',
  )
  const ended = streamed([piece('{"amount": 12, "curr'), piece('', 'stop')])
  expect(analyzeRun(threw(unreadable, { actions: [ended] }))!.errorClass).toBe('invalid_output')
  const left = streamed([piece('{"amount": 12, "curr')], {
    outputs: {
      status: 200,
      headers: [],
      end: 'aborted',
      body: { events: [{ data: piece('{"a') }] },
    },
  })
  expect(analyzeRun(threw(unreadable, { actions: [left] }))!.errorClass).toBe('invalid_output')
})

test('a page in the place of an answer is none of a model, and is suspicious', () => {
  const html = '<!doctype html><html><body>Please sign in to the proxy</body></html>'
  const page = buildAction({
    stopReason: null,
    outputs: { status: 200, headers: [], end: 'complete', body: { text: html } } as never,
  })
  const error = {
    name: 'TypeError',
    message: "Cannot read properties of undefined (reading '0')",
  }
  const found = analyzeRun(threw(error, { actions: [page] }))!
  expect(found).toMatchObject({
    errorClass: 'server_error',
    statement:
      'the answer is a page, and none of a model: chat gpt-4o, "Please sign in to the proxy"',
    suspiciousResults: [{ index: 0, kind: 'page_result', said: 'Please sign in to the proxy' }],
  })
  expect(found.remedy).toContain('base URL')
  expect(renderWalk(found)).toContain(
    'suspicious: action 0 (chat gpt-4o) gave a page, no answer of a model: "Please sign in to the proxy"',
  )
  // A model that was asked for a page has written one.
  const written = { ...page, answer: { text: html, toolCalls: [] }, stopReason: 'stop' }
  expect(analyzeRun(threw(error, { actions: [written] }))!.errorClass).toBe('agent_error')
})

test('a tool that the request does not offer is named, whatever the agent throws for it', () => {
  const request = {
    method: 'POST',
    url: 'https://api.openai.com/v1/chat/completions',
    headers: [],
    body: {
      json: {
        model: 'gpt-4o',
        messages: [{ role: 'user', content: 'Refund A-17' }],
        tools: [{ type: 'function', function: { name: 'find_order' } }],
      },
    },
  }
  const asking = (name: string) =>
    threw(
      { name: 'TypeError', message: 'handlers[name] is not a function' },
      {
        actions: [
          buildAction({
            inputs: request as never,
            answer: { text: '', toolCalls: [{ id: '1', name, arguments: {} }] },
          }),
        ],
      },
    )
  expect(analyzeRun(asking('look_up'))).toMatchObject({
    errorClass: 'tool_missing',
    statement:
      'the model called a tool that does not exist: look_up, TypeError: handlers[name] is not a function',
  })
  expect(analyzeRun(asking('find_order'))?.errorClass).toBe('agent_error')
})
