import { expect, test } from 'vitest'
import { explainEnd } from '../../../src/core/analysis/explain-end.ts'
import type { FailedError } from '../../../src/core/analysis/failure/failed-error.ts'
import type { Span } from '../../../src/core/analysis/span.ts'
import type { ToolCallFacts } from '../../../src/core/analysis/tool-calls.ts'

const span = (index: number, part: Partial<Span> = {}): Span => ({
  index,
  type: 'http',
  name: 'GET shop/orders',
  parent: null,
  recordedDuration: 10,
  stopReason: null,
  error: null,
  status: 200,
  ...part,
})
const process = (index: number, ended: { exitCode: number | null; stderr: string }) =>
  span(index, {
    type: 'process',
    name: 'python3 lint.py',
    status: null,
    ended: () => ({ command: 'python3 lint.py', signal: null, ...ended }),
  })
const explain = (error: FailedError, spans: Span[], toolCalls: ToolCallFacts[] = []) => {
  const { class: found, span: from, form } = explainEnd(error, { spans, toolCalls })
  return { class: found, from: from?.index ?? null, form }
}

const exited = { name: 'Error', message: 'linter exited with code 1' }
const noModule = "Traceback (most recent call last):\nModuleNotFoundError: No module named 'yaml'\n"

test('an error that says that a process failed follows from the process, and from what it wrote', () => {
  const failed = process(0, { exitCode: 1, stderr: noModule })
  expect(explain(exited, [failed])).toEqual({ class: 'missing_package', from: 0, form: null })
  expect(explain(exited, [process(0, { exitCode: 1, stderr: '' })]).class).toBe('process_failed')
  // A call since then is nearer to the end.
  expect(explain(exited, [failed, span(1)]).from).toBeNull()
})

test('the error that Node makes of the end of a process follows from that process', () => {
  const failed = process(1, { exitCode: 2, stderr: 'the ledger is closed\n' })
  const error = (code: number, more: object = {}): FailedError => ({
    name: 'Error',
    message: 'Command failed: python3 lint.py',
    code,
    fields: { cmd: 'python3 lint.py', killed: false, ...more },
  })
  const expected = { class: 'process_failed', from: 1, form: null }
  expect(explain(error(2), [span(0), failed])).toEqual(expected)
  // Another process failed, which was not seen.
  expect(explain(error(3), [span(0), failed]).from).toBeNull()
  const late: FailedError = { ...error(2), fields: { cmd: 'x', killed: true, signal: 'SIGTERM' } }
  const killed = span(1, {
    type: 'process',
    status: null,
    ended: () => ({ command: 'x', signal: 'SIGTERM', exitCode: null, stderr: '' }),
  })
  expect(explain(late, [span(0), killed])).toMatchObject({ class: 'timeout', from: 1 })
})

test('an agent that fails with the output of a failed process fails because of it', () => {
  const broken = { name: 'SyntaxError', message: 'Unexpected end of JSON input' }
  const found = explain(broken, [process(0, { exitCode: 2, stderr: 'usage: lint.py FILE' })])
  expect(found).toEqual({ class: 'process_failed', from: 0, form: null })
  const bug = { name: 'TypeError', message: 'x is not a function' }
  expect(explain(bug, [process(0, { exitCode: 0, stderr: 'a warning' })]).class).toBe('agent_error')
  // A search that finds nothing ends with 1, and says nothing.
  expect(explain(bug, [process(0, { exitCode: 1, stderr: '' })]).class).toBe('agent_error')
})

test('a closed connection to a server that is a process follows from its end', () => {
  const closed = { name: 'McpError', message: 'Connection closed', code: -32_000 }
  const server = process(0, { exitCode: 1, stderr: 'tickets: TICKETS_URL is not set\n' })
  expect(explain(closed, [server, span(1)])).toMatchObject({ class: 'missing_variable', from: 0 })
  expect(explain(closed, [span(0)])).toMatchObject({ class: 'connection', from: null })
})

test('of the attempts of a call, the one whose answer was read names the class', () => {
  const attempt = (index: number, body?: object) =>
    span(index, {
      status: 429,
      start: index * 100,
      requestText: () => 'the same',
      errorBody: () => body as never,
    })
  const quota = attempt(2, { error: { code: 'insufficient_quota', message: 'no credit' } })
  const failed = { name: 'Error', message: 'Failed to summarise' }
  expect(explain(failed, [attempt(0), attempt(1), quota])).toMatchObject({
    class: 'quota',
    from: 0,
  })
  const other = { ...quota, requestText: () => 'another' }
  expect(explain(failed, [attempt(0), attempt(1), other]).class).toBe('rate_limit')
  const beside = { ...quota, start: 0 }
  expect(explain(failed, [attempt(0), beside]).class).toBe('rate_limit')
})

test('a page in the place of data is told from HTML that a model wrote', () => {
  const page = {
    name: 'SyntaxError',
    message: `Unexpected token '<', "<!DOCTYPE "... is not valid JSON`,
  }
  expect(explain(page, [span(0), span(1)])).toEqual({
    class: 'server_error',
    from: 1,
    form: 'page',
  })
  const answered = () => ({ text: '<html>', tools: [], unoffered: [], isRefused: false })
  const model = span(0, { type: 'llm', name: 'chat', stopReason: 'stop', answered })
  expect(explain(page, [model])).toMatchObject({ class: 'invalid_output', form: null })
  const tagged = {
    name: 'SyntaxError',
    message: `Unexpected token '<', "<answer>"... is not valid JSON`,
  }
  expect(explain(tagged, [span(0)]).class).toBe('invalid_output')
})

test('an agent that gives up after the same call again and again went in a loop', () => {
  const gaveUp = { name: 'Error', message: 'no answer' }
  const calls = [0, 1, 2].map((action) => ({ name: 'search', key: '["shoes"]', action }))
  const tools = (results: string[]) =>
    results.map((text, index) =>
      span(index, { type: 'tool', name: 'search', status: null, resultText: () => text }),
    )
  const same = tools(['[]', '[]', '[]'])
  expect(explain(gaveUp, same, calls)).toEqual({ class: 'step_limit', from: null, form: 'loop' })
  // It waited for something, and that came out badly.
  expect(explain(gaveUp, tools(['open', 'open', 'lost']), calls).class).toBe('agent_error')
  expect(explain(gaveUp, same.slice(1), calls.slice(1)).class).toBe('agent_error')
  expect(explain({ name: 'TypeError', message: 'x' }, same, calls).class).toBe('agent_error')
  const more = [...calls, { name: 'refund', key: '[]', action: 3 }]
  expect(explain(gaveUp, same, more).class).toBe('agent_error')
})

test('JSON that no model wrote is no output of a model', () => {
  const answered = (text: string) => () => ({
    text,
    tools: [],
    unoffered: [],
    isRefused: false,
  })
  const model = (text: string, stopReason = 'stop') =>
    span(0, { type: 'llm', name: 'chat', stopReason, answered: answered(text) })
  const broken = (message: string) => ({ name: 'SyntaxError', message })
  const quoting = broken(`Unexpected token 'h', ..."rates": h"... is not valid JSON`)
  const atEnd = broken('Unexpected end of JSON input')
  const atPosition = broken('Expected double-quoted property name in JSON at position 24')
  const rows: Array<[error: { name: string; message: string }, answer: Span, found: string]> = [
    [quoting, model('{"amount":12}'), 'agent_error'],
    [quoting, model('a, b, c', 'length'), 'agent_error'],
    [quoting, model('Here: {"rates": h}'), 'invalid_output'],
    [atEnd, model('{"amount":12}'), 'agent_error'],
    [atEnd, model('a, b, c', 'length'), 'agent_error'],
    [atPosition, model('{"items":["lamp","cab', 'length'), 'agent_error'],
    [atPosition, model('{"a": 1, "b": 2, "c": 3,}'), 'invalid_output'],
    [atPosition, model('Here: {"a": 1,}'), 'invalid_output'],
    [atEnd, model('{"amount":'), 'invalid_output'],
    [atEnd, model('{"amount":', 'length'), 'truncated'],
  ]
  for (const [error, answer, found] of rows) expect(explain(error, [answer]).class).toBe(found)
  // Where no answer is known, it may have come from anywhere.
  expect(explain(atEnd, [span(0)]).class).toBe('invalid_output')
})

test('words of an error alone make it no failure of calls that all went well', () => {
  const says = (message: string) => ({ name: 'RefundRejected', message })
  const refunds = says('too many requests for refunds: quota of 3 a year exceeded')
  expect(explain(refunds, [span(0)]).class).toBe('agent_error')
  expect(explain(says('parcel timed out at customs'), [span(0)]).class).toBe('agent_error')
  expect(explain(says('no answer: timed out after 300 ms'), [span(0)]).class).toBe('timeout')
  expect(explain(says('Too Many Requests'), [span(0, { status: 429 })]).class).toBe('rate_limit')
  // Nothing is known of what it did.
  expect(explain(says('Too Many Requests'), []).class).toBe('rate_limit')
})

test('a tool that the model invented is missing, whatever the agent throws for it', () => {
  const answered = (unoffered: string[]) => () => ({
    text: '',
    tools: ['look_up'],
    unoffered,
    isRefused: false,
  })
  const model = (unoffered: string[]) =>
    span(0, { type: 'llm', name: 'chat', answered: answered(unoffered) })
  const error = { name: 'TypeError', message: 'handlers[name] is not a function' }
  expect(explain(error, [model(['look_up'])]).class).toBe('tool_missing')
  expect(explain(error, [model([])]).class).toBe('agent_error')
})

test('an agent that reads the output of a process that the policy drops', () => {
  const error = { name: 'SyntaxError', message: 'Unexpected end of JSON input' }
  const facts = { spans: [span(0)], toolCalls: [], dropped: ['rates.sh'] }
  expect(explainEnd(error, facts)).toEqual({ class: 'configuration', span: null, form: 'dropped' })
  const failed = { ...facts, spans: [span(0, { status: 500 })] }
  expect(explainEnd({ name: 'Error', message: '500' }, failed).form).toBeNull()
})

test('a step that throws out of the agent is the action that failed', () => {
  const error = { name: 'Error', message: 'no cents' }
  const step = span(0, {
    type: 'step',
    name: 'cents',
    status: null,
    error,
    requestText: () => '[]',
  })
  expect(explain(error, [step])).toEqual({ class: 'agent_error', from: 0, form: null })
})
