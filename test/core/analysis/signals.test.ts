import { expect, test } from 'vitest'
import { signalsOf, type SignalFacts } from '../../../src/core/analysis/signals.ts'
import type { Span } from '../../../src/core/analysis/span.ts'

const span = (part: Partial<Span>): Span => ({
  index: 0,
  type: 'llm',
  name: 'chat gpt-4o',
  parent: null,
  recordedDuration: 100,
  stopReason: 'stop',
  error: null,
  status: 200,
  ...part,
})

const signals = (facts: Partial<SignalFacts>) =>
  signalsOf({ spans: [], toolCalls: [], end: { error: null }, ...facts })

const error = (name: string, message = 'it failed') => ({ name, message })

test('a run in which nothing went wrong', () => {
  expect(signals({ spans: [span({})] })).toEqual({
    first_error_span: null,
    slowest_span: { index: 0, name: 'chat gpt-4o', recordedDuration: 100 },
    stop_reason: 'success',
    error_class: null,
    repeated_tools: [],
  })
})

test('the first error, even where the run recovered', () => {
  const found = signals({
    spans: [
      span({ index: 0 }),
      span({ index: 1, name: 'chat o3', status: 429 }),
      span({ index: 2, type: 'tool', name: 'refund', error: error('TimeoutError') }),
      span({ index: 3 }),
    ],
  })
  expect(found.first_error_span).toEqual({ index: 1, name: 'chat o3', error_class: 'rate_limit' })
  expect(found.error_class).toBe('rate_limit')
  expect(found.stop_reason).toBe('success')
})

test('the slowest is a recorded one without children', () => {
  const found = signals({
    spans: [
      span({ index: 0, type: 'step', name: 'plan', recordedDuration: 900 }),
      span({ index: 1, parent: 0, recordedDuration: 700 }),
      span({ index: 2, recordedDuration: null }),
      span({ index: 3, recordedDuration: 800, name: 'slow' }),
    ],
  })
  expect(found.slowest_span).toEqual({ index: 3, name: 'slow', recordedDuration: 800 })
})

test.each([
  ['stop', 'success'],
  ['end_turn', 'success'],
  ['STOP', 'success'],
  ['max_tokens', 'truncated'],
  ['length', 'truncated'],
  ['content_filter', 'content_filter'],
  ['refusal', 'content_filter'],
  ['tool_calls', 'unknown'],
  ['tool_use', 'unknown'],
  ['what is this', 'unknown'],
  [null, 'unknown'],
])('a last model call that stopped for %j is %s', (stopReason, expected) => {
  expect(signals({ spans: [span({ stopReason })] }).stop_reason).toBe(expected)
})

test('a run ended by its own limit where its tools were still called in a loop, or a call is repeated', () => {
  const asks = (index: number) => span({ index, stopReason: 'tool_calls' })
  const tool = (index: number) => span({ index, type: 'tool', name: 'search', stopReason: null })
  const stopOf = (spans: Span[], toolCalls: SignalFacts['toolCalls'] = []) =>
    signals({ spans, toolCalls }).stop_reason
  expect(stopOf([asks(0), tool(1), asks(2), tool(3)])).toBe('max_steps')
  const call = { name: 'search', key: '["shoes"]' }
  const repeated = [
    { ...call, action: 0 },
    { ...call, action: 1 },
  ]
  expect(stopOf([asks(0), asks(1)], repeated)).toBe('max_steps')
  // It reads its answer out of a tool call.
  expect(stopOf([asks(0), tool(1), asks(2)])).toBe('unknown')
  expect(stopOf([asks(0), tool(1)])).toBe('unknown')
})

test.each([
  [error('MaxTurnsExceededError', 'Max turns (10) exceeded'), [], 'max_steps'],
  [error('GraphRecursionError'), [], 'max_steps'],
  [error('AbortError'), [], 'cancelled'],
  [error('GraphInterrupt'), [], 'interrupted'],
  [error('LengthFinishReasonError'), [], 'truncated'],
  [error('TimeoutError'), [span({ error: error('TimeoutError') })], 'llm_timeout'],
  [error('Error', 'lookup timed out'), [], 'timeout'],
  [error('Error'), [], 'step_error'],
  [
    error('Error'),
    [span({ type: 'tool', name: 'refund', error: error('Error') })],
    'tool_error:refund',
  ],
  [error('RateLimitError'), [span({ status: 429 })], 'llm_error:rate_limit'],
  [error('APIError'), [span({ status: 500 })], 'llm_error:server_error'],
])('a run that ended with %j', (ending, spans, expected) => {
  expect(signals({ spans, end: { error: ending } }).stop_reason).toBe(expected)
})

test('the slowest action is the one whose answer was waited for, not the one whose body took long', () => {
  const spans = [
    span({ index: 0, recordedDuration: 900, timeToHeadersMs: 20 }),
    span({ index: 1, recordedDuration: 160, timeToHeadersMs: 150 }),
    span({ index: 2, type: 'tool', recordedDuration: 30, timeToHeadersMs: null }),
  ]
  expect(signals({ spans }).slowest_span).toMatchObject({ index: 1, recordedDuration: 150 })
})

test('a run that did not end has no known reason', () => {
  expect(signals({ spans: [span({})], end: null }).stop_reason).toBe('unknown')
  expect(signals({ spans: [] }).stop_reason).toBe('success')
})

test('an approval that nobody answered interrupts a run, and a person is never the slowest', () => {
  const asked = (part: Partial<Span> = {}) =>
    span({ index: 1, type: 'approval', name: 'refund', recordedDuration: 60_000, ...part })
  const waiting = asked({ error: { ...error('ReplayError'), code: 'APPROVAL_PENDING' } })
  const model = span({})
  expect(signals({ spans: [model, waiting] })).toMatchObject({
    stop_reason: 'interrupted',
    error_class: 'interrupted',
  })
  expect(signals({ spans: [model, waiting], end: { error: waiting.error } }).stop_reason).toBe(
    'interrupted',
  )
  // It went on without.
  expect(signals({ spans: [model, waiting, span({ index: 2 })] }).stop_reason).toBe('success')
  expect(signals({ spans: [model], end: null, pending: [asked()] })).toMatchObject({
    stop_reason: 'interrupted',
    error_class: 'interrupted',
  })
  expect(signals({ spans: [model, asked()] })).toMatchObject({
    stop_reason: 'success',
    slowest_span: { index: 0 },
  })
})

test('tools called again with the same inputs, most often first', () => {
  const call = (name: string, key: string, action: number) => ({ name, key, action })
  const toolCalls = [
    call('lookup', '1', 0),
    call('lookup', '2', 1),
    call('lookup', '1', 2),
    call('refund', '1', 3),
    call('read', 'x', 4),
    call('read', 'x', 5),
    call('read', 'x', 6),
  ]
  expect(signals({ toolCalls }).repeated_tools).toEqual([
    { name: 'read', count: 3, actions: [4, 5, 6] },
    { name: 'lookup', count: 2, actions: [0, 2] },
  ])
})

test('an answer that the server cut off is a failed action', () => {
  const found = signals({ spans: [span({ isCutOff: true })] })
  expect(found).toMatchObject({
    first_error_span: { index: 0, error_class: 'connection' },
    error_class: 'connection',
    stop_reason: 'llm_error:connection',
  })
})

test('an error that no rule knows takes its class from the call it follows from', () => {
  const spans = [
    span({ index: 0 }),
    span({ index: 1, type: 'http', name: 'POST orders', status: 402 }),
    span({ index: 2, type: 'http', name: 'GET orders', status: 403 }),
  ]
  expect(signals({ spans, end: { error: error('Error', 'no order') } })).toMatchObject({
    error_class: 'quota',
    stop_reason: 'step_error',
  })
  const recovered = [...spans, span({ index: 3 })]
  expect(signals({ spans: recovered, end: { error: error('Error', 'no order') } })).toMatchObject({
    error_class: 'agent_error',
    stop_reason: 'step_error',
  })
})

test('a tool that threw is found behind the error that wraps it', () => {
  const cause = error('OrderError', 'the order was never paid')
  const spans = [span({ index: 0, type: 'tool', name: 'refund', error: cause }), span({ index: 1 })]
  const wrapped = { ...error('Error', 'AI agent failed to generate patch'), cause }
  expect(signals({ spans, end: { error: wrapped } })).toMatchObject({
    error_class: 'tool_error',
    stop_reason: 'tool_error:refund',
  })
})

test.each<
  [
    what: string,
    error: { name: string; message: string },
    answer: { stopReason?: string; text?: string; tools?: string[]; isRefused?: boolean },
    errorClass: string,
  ]
>([
  [
    'an answer that was cut off and parsed',
    { name: 'SyntaxError', message: 'Unterminated string in JSON at position 12' },
    { stopReason: 'length', text: '{"city":"Ber' },
    'truncated',
  ],
  [
    'a bug of the agent behind an answer that was cut off',
    { name: 'TypeError', message: 'order.total is not a function' },
    { stopReason: 'length', text: 'The order' },
    'agent_error',
  ],
  [
    'an answer that a filter removed',
    { name: 'TypeError', message: "Cannot read properties of null (reading 'trim')" },
    { stopReason: 'SAFETY' },
    'content_filter',
  ],
  [
    'a refusal in a field of its own',
    { name: 'SyntaxError', message: 'Unexpected end of JSON input' },
    { stopReason: 'stop', isRefused: true },
    'content_filter',
  ],
  [
    'a tool that the agent does not have',
    { name: 'Error', message: 'Unknown tool: refundOrder' },
    { stopReason: 'tool_calls', tools: ['refundOrder'] },
    'tool_missing',
  ],
  [
    'arguments that a tool does not take',
    { name: 'ZodError', message: '[{ "code": "invalid_type" }]' },
    { stopReason: 'tool_calls', tools: ['refund'] },
    'tool_arguments',
  ],
  [
    'an answer without text',
    { name: 'Error', message: 'nothing to say' },
    { stopReason: 'stop' },
    'empty_output',
  ],
  [
    'a bug of the agent behind a good answer',
    { name: 'Error', message: 'no such order' },
    { stopReason: 'stop', text: 'It is broken.' },
    'agent_error',
  ],
])('%s has its own class', (_, error, { stopReason = null, ...answer }, errorClass) => {
  const answered = () => ({ text: '', tools: [], unoffered: [], isRefused: false, ...answer })
  const spans = [span({ index: 0, type: 'llm', stopReason, answered })]
  expect(signalsOf({ spans, toolCalls: [], end: { error } }).error_class).toBe(errorClass)
})

test('what a service answered says more than the status that an SDK kept of it', () => {
  const error = { name: 'Error', message: '400 status code (no body)', status: 400 }
  const errorBody = () => ({ message: 'too large for the maximum context length', type: 'x' })
  const spans = [span({ index: 0, type: 'llm', status: 400, errorBody })]
  expect(signalsOf({ spans, toolCalls: [], end: { error } }).error_class).toBe('context_too_long')
})
