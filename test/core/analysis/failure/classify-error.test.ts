import { expect, test } from 'vitest'
import {
  classifyFailure,
  failureClass,
} from '../../../../src/core/analysis/failure/classify-error.ts'
import { lastErrorLine } from '../../../../src/core/analysis/failure/last-error-line.ts'
import { FAILURE_CLASSES, layerOf } from '../../../../src/core/analysis/failure/classes.ts'
import type { FailedError } from '../../../../src/core/analysis/failure/failed-error.ts'

const error = (name: string, message = 'it failed', more: Partial<FailedError> = {}) => ({
  name,
  message,
  ...more,
})

const openai = (name: string, status: number, message: string, code?: string): FailedError => ({
  name: 'Error',
  class: name,
  message: `${status} ${message}`,
  ...(code === undefined ? {} : { code }),
  fields: { status, requestID: 'req_1' },
})

test.each([
  [openai('AuthenticationError', 401, 'Incorrect API key provided'), 'authentication'],
  [openai('PermissionDeniedError', 403, 'Project has no access'), 'permission'],
  [openai('NotFoundError', 404, 'The model does not exist', 'model_not_found'), 'not_found'],
  [openai('RateLimitError', 429, 'Rate limit reached for requests'), 'rate_limit'],
  [openai('RateLimitError', 429, 'You exceeded your current quota', 'insufficient_quota'), 'quota'],
  [openai('InternalServerError', 500, 'The server had an error'), 'server_error'],
  [openai('InternalServerError', 529, '{"type":"error"}'), 'overloaded'],
  [openai('BadRequestError', 400, 'too long', 'context_length_exceeded'), 'context_too_long'],
  [openai('BadRequestError', 400, 'max_tokens is too large: 32000'), 'invalid_request'],
  [openai('BadRequestError', 400, 'Your credit balance is too low'), 'quota'],
])('an error of an SDK is known by its status and its body: %j', (thrown, expected) => {
  expect(failureClass({ error: thrown })).toBe(expected)
})

test.each([
  [429, { error: { code: 'insufficient_quota', type: 'insufficient_quota' } }, 'quota'],
  [429, { error: { type: 'rate_limit_error' } }, 'rate_limit'],
  [429, { error: { status: 'RESOURCE_EXHAUSTED', message: 'Too many requests' } }, 'rate_limit'],
  [400, { error: { message: 'prompt is too long: 250000 tokens' } }, 'context_too_long'],
  [
    400,
    { error: { message: 'API key not valid. Please pass a valid API key.' } },
    'authentication',
  ],
  [400, { error: { code: 'content_filter' } }, 'content_filter'],
  [400, { __type: 'com.amazon#AccessDeniedException' }, 'permission'],
  [529, { type: 'error', error: { type: 'overloaded_error' } }, 'overloaded'],
  [503, 'Service Unavailable', 'overloaded'],
  [404, null, 'not_found'],
  [418, undefined, 'invalid_request'],
])('an answer with status %d and the body %j', (status, body, expected) => {
  expect(failureClass({ error: null, status, errorBody: () => body })).toBe(expected)
})

test.each([
  [
    error('TypeError', 'fetch failed', { cause: error('Error', 'x', { code: 'ECONNREFUSED' }) }),
    'connection',
  ],
  [
    error('TypeError', 'fetch failed', {
      cause: error('Error', 'x', { code: 'UND_ERR_HEADERS_TIMEOUT' }),
    }),
    'timeout',
  ],
  [
    error('TypeError', 'terminated', {
      cause: error('SocketError', 'x', { code: 'UND_ERR_SOCKET' }),
    }),
    'connection',
  ],
  [
    error('Error', 'ENOENT: no such file or directory', {
      code: 'ENOENT',
      fields: { syscall: 'open' },
    }),
    'missing_file',
  ],
  [
    error('Error', 'spawn git ENOENT', { code: 'ENOENT', fields: { syscall: 'spawn git' } }),
    'missing_program',
  ],
  [error('Error', "EACCES: permission denied, open '/x'", { code: 'EACCES' }), 'permission'],
  [
    error('Error', "Cannot find package 'x' imported from /a.ts", { code: 'ERR_MODULE_NOT_FOUND' }),
    'missing_package',
  ],
  [
    error('Error', "Cannot find module './prompts' imported from /a.ts", {
      code: 'ERR_MODULE_NOT_FOUND',
    }),
    'missing_file',
  ],
  [error('McpError', 'MCP error -32602', { fields: {}, code: -32_602 }), 'tool_arguments'],
])('an error is known by its code, wherever in the chain it stands: %j', (thrown, expected) => {
  expect(failureClass({ error: thrown })).toBe(expected)
})

test.each([
  [
    error('AI_RetryError', 'Failed after 3 attempts. Last error: Too Many', {
      errors: [error('AI_APICallError', 'x', { fields: { statusCode: 429 } })],
    }),
    'rate_limit',
  ],
  [
    error('AI_NoObjectGeneratedError', 'No object generated: could not parse the response.', {
      fields: { finishReason: 'length' },
    }),
    'truncated',
  ],
  [
    error('AI_NoObjectGeneratedError', 'No object generated: response did not match schema.'),
    'invalid_output',
  ],
  [error('AI_LoadAPIKeyError', 'OpenAI API key is missing.'), 'missing_credentials'],
  [error('GraphRecursionError', 'Recursion limit of 25 reached'), 'step_limit'],
  [error('Error', 'x', { class: 'LengthFinishReasonError' }), 'truncated'],
  [error('AbortError', 'This operation was aborted'), 'cancelled'],
  [error('AssertionError', 'expected 1 to be 2'), 'assertion'],
  [error('SyntaxError', 'Unexpected end of JSON input'), 'invalid_output'],
  [error('SyntaxError', `Unexpected token '<', "<html>" is not valid JSON`), 'server_error'],
  [error('SyntaxError', "Unexpected token ')'"), 'agent_error'],
  [error('Error', 'the row needs a primary_key'), 'agent_error'],
  [error('Error', 'Provide MY_CRM_TOKEN first'), 'missing_credentials'],
  [error('Error', 'OPENAI_API_KEY environment variable is required'), 'missing_credentials'],
  [error('Error', 'MODEL_PROVIDER environment variable is required'), 'missing_variable'],
  [error('Error', 'Generated patch is empty'), 'empty_output'],
  [error('Error', 'Failed to extract file content from LLM response'), 'invalid_output'],
])('an error is known by its name or its message: %j', (thrown, expected) => {
  expect(failureClass({ error: thrown })).toBe(expected)
})

test.each([
  error('MyTimeoutPolicyError', 'the policy forbids it'),
  error('RateLimitError', 'the customer may only ask twice'),
  error('OrderError', 'order 42 was never paid'),
  error('TypeError', "Cannot read properties of undefined (reading 'id')"),
])('a name that a program invented says nothing: %j', (thrown) => {
  expect(classifyFailure({ error: thrown })).toMatchObject({ class: 'agent_error', basis: 'none' })
})

test('a failed process is known by the last error that it wrote', () => {
  const stderr = '[agent] working\nValueError: OPENAI_API_KEY environment variable is required\n'
  const failed = error('Error', `Command failed: python3\n${stderr}`, {
    code: 3,
    fields: { cmd: 'python3 x.py', killed: false, stderr },
  })
  expect(failureClass({ error: failed })).toBe('missing_credentials')
  const git = error('Error', 'Command failed: git diff', {
    code: 128,
    fields: { cmd: 'git diff', killed: false, stderr: 'fatal: bad revision' },
  })
  expect(failureClass({ error: git })).toBe('process_failed')
  expect(lastErrorLine('fatal: bad revision\nUse -- to separate\n')).toBe('fatal: bad revision')
})

test('a blocked call has no recorded answer, whatever it threw', () => {
  expect(classifyFailure({ error: error('TypeError', 'fetch failed'), blocked: true })).toEqual({
    class: 'not_recorded',
    basis: 'policy',
    error: null,
  })
})

test('every class has a layer, and a class that says nothing of it has none', () => {
  expect(new Set(Object.values(FAILURE_CLASSES))).toEqual(
    new Set(['configuration', 'connection', 'instructions', 'model', 'code', null]),
  )
  expect([layerOf('rate_limit'), layerOf('assertion')]).toEqual(['connection', null])
})
