import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { APIError as AnthropicError } from '@anthropic-ai/sdk'
import { ApiError } from '@google/genai'
import { GraphInterrupt, GraphRecursionError, InvalidUpdateError } from '@langchain/langgraph'
import {
  InputGuardrailTripwireTriggered,
  MaxTurnsExceededError,
  ModelBehaviorError,
  ToolCallError,
} from '@openai/agents'
import * as ai from 'ai'
import OpenAI, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from 'openai'
import type { FailureClass } from '../../src/core/analysis/failure/classes.ts'

/** A failure that is provoked with the error classes of an SDK or of Node, and its class. */
export type ProvokedFailure = readonly [
  name: string,
  expected: FailureClass,
  provoke: () => unknown,
]

const openai = (status: number, error: object) => () => {
  throw APIError.generate(status, { error }, undefined, new Headers({ 'x-request-id': 'r1' }))
}
const anthropic = (status: number | undefined, type: string, message: string) => () => {
  const body = { type: 'error', error: { type, message } }
  throw AnthropicError.generate(
    status,
    body,
    JSON.stringify(body),
    new Headers({ 'request-id': 'r1' }),
  )
}
const google = (status: number, code: string, message: string) => () => {
  throw new ApiError({
    status,
    message: JSON.stringify({ error: { code: status, status: code, message } }),
  })
}
const called = (statusCode: number, body: object) =>
  new ai.APICallError({
    message: 'the provider answered with an error',
    url: 'https://api.test/v1',
    requestBodyValues: {},
    statusCode,
    responseBody: JSON.stringify(body),
    data: body,
  })
const thrown = (error: unknown) => () => {
  throw error
}
const wrapped = (message: string, cause: unknown) => thrown(new Error(message, { cause }))
const coded = (code: string, message: string) => Object.assign(new Error(message), { code })
const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 } as never
const response = { id: 'r', timestamp: new Date(0), modelId: 'm' }

/** The address of a server that listens no more. */
async function closedPort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}/`
}

const ABSENT: string = 'no-such-package-here'

export const PROVOKED: readonly ProvokedFailure[] = [
  [
    'openai 401',
    'authentication',
    openai(401, { message: 'Incorrect API key provided', code: 'invalid_api_key' }),
  ],
  [
    'openai 403',
    'permission',
    openai(403, { message: 'Country, region, or territory not supported' }),
  ],
  [
    'openai 404',
    'not_found',
    openai(404, { message: 'The model `gpt-9` does not exist', code: 'model_not_found' }),
  ],
  ['openai 400', 'invalid_request', openai(400, { message: 'max_tokens is too large: 32000.' })],
  [
    'openai context',
    'context_too_long',
    openai(400, {
      message: "This model's maximum context length is 8192 tokens.",
      code: 'context_length_exceeded',
    }),
  ],
  ['openai 409', 'conflict', openai(409, { message: 'conflict' })],
  ['openai 422', 'invalid_request', openai(422, { message: 'unprocessable' })],
  [
    'openai 429',
    'rate_limit',
    openai(429, { message: 'Rate limit reached for requests', code: 'rate_limit_exceeded' }),
  ],
  [
    'openai quota',
    'quota',
    openai(429, { message: 'You exceeded your current quota', code: 'insufficient_quota' }),
  ],
  ['openai 500', 'server_error', openai(500, { message: 'The server had an error' })],
  ['openai 503', 'overloaded', openai(503, { message: 'The engine is currently overloaded' })],
  [
    'openai connection',
    'connection',
    thrown(
      new APIConnectionError({
        message: 'Connection error.',
        cause: new TypeError('fetch failed', {
          cause: coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9'),
        }),
      }),
    ),
  ],
  ['openai time-out', 'timeout', thrown(new APIConnectionTimeoutError())],
  ['openai abort', 'cancelled', thrown(new APIUserAbortError())],
  ['openai no key', 'missing_credentials', () => new OpenAI({ apiKey: undefined as never })],
  ['anthropic 401', 'authentication', anthropic(401, 'authentication_error', 'invalid x-api-key')],
  ['anthropic 403', 'permission', anthropic(403, 'permission_error', 'not allowed')],
  ['anthropic 404', 'not_found', anthropic(404, 'not_found_error', 'model: claude-9')],
  [
    'anthropic credit',
    'quota',
    anthropic(400, 'invalid_request_error', 'Your credit balance is too low'),
  ],
  [
    'anthropic too long',
    'context_too_long',
    anthropic(400, 'invalid_request_error', 'prompt is too long: 300000 tokens > 200000 maximum'),
  ],
  [
    'anthropic 413',
    'context_too_long',
    anthropic(413, 'request_too_large', 'Request exceeds the maximum size'),
  ],
  ['anthropic 429', 'rate_limit', anthropic(429, 'rate_limit_error', 'too many requests')],
  ['anthropic 500', 'server_error', anthropic(500, 'api_error', 'Internal server error')],
  ['anthropic 529', 'overloaded', anthropic(529, 'overloaded_error', 'Overloaded')],
  [
    'anthropic in a stream',
    'overloaded',
    thrown(
      new AnthropicError(
        undefined,
        { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
        'Overloaded',
        undefined,
      ),
    ),
  ],
  [
    'google 400 key',
    'authentication',
    google(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.'),
  ],
  ['google 403', 'permission', google(403, 'PERMISSION_DENIED', 'denied')],
  ['google 404', 'not_found', google(404, 'NOT_FOUND', 'models/gemini-9 is not found')],
  ['google 429', 'rate_limit', google(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted')],
  ['google 503', 'overloaded', google(503, 'UNAVAILABLE', 'The model is overloaded')],
  ['ai 401', 'authentication', thrown(called(401, { error: { message: 'bad key' } }))],
  ['ai 429', 'rate_limit', thrown(called(429, { error: { message: 'slow down' } }))],
  // Of attempts within an error only the messages are kept; in a run, the failed exchanges tell more.
  [
    'ai retries',
    'unknown',
    thrown(
      new ai.RetryError({
        message: 'Failed after 3 attempts.',
        reason: 'maxRetriesExceeded',
        errors: [called(500, {}), called(500, {})],
      }),
    ),
  ],
  [
    'ai no key',
    'missing_credentials',
    thrown(new ai.LoadAPIKeyError({ message: 'OpenAI API key is missing.' })),
  ],
  [
    'ai truncated object',
    'truncated',
    thrown(
      new ai.NoObjectGeneratedError({
        message: 'No object generated: could not parse the response.',
        text: '{',
        response,
        usage,
        finishReason: 'length',
      }),
    ),
  ],
  [
    'ai object',
    'invalid_output',
    thrown(
      new ai.NoObjectGeneratedError({
        message: 'No object generated: response did not match schema.',
        text: '{}',
        response,
        usage,
        finishReason: 'stop',
      }),
    ),
  ],
  [
    'ai no tool',
    'tool_missing',
    thrown(new ai.NoSuchToolError({ toolName: 'refund', availableTools: ['lookup'] })),
  ],
  [
    'ai tool input',
    'tool_arguments',
    thrown(
      new ai.InvalidToolInputError({ toolName: 'refund', toolInput: '{', cause: new Error('x') }),
    ),
  ],
  [
    'ai prompt',
    'invalid_prompt',
    thrown(new ai.InvalidPromptError({ prompt: [], message: 'messages must not be empty' })),
  ],
  ['ai empty body', 'empty_output', thrown(new ai.EmptyResponseBodyError())],
  [
    'langgraph recursion',
    'step_limit',
    thrown(
      new GraphRecursionError('Recursion limit of 25 reached', {
        lc_error_code: 'GRAPH_RECURSION_LIMIT',
      }),
    ),
  ],
  ['langgraph interrupt', 'interrupted', thrown(new GraphInterrupt([]))],
  [
    'langgraph update',
    'configuration',
    thrown(
      new InvalidUpdateError('two updates', { lc_error_code: 'INVALID_CONCURRENT_GRAPH_UPDATE' }),
    ),
  ],
  ['agents turns', 'step_limit', thrown(new MaxTurnsExceededError('Max turns (10) exceeded'))],
  ['agents behavior', 'invalid_output', thrown(new ModelBehaviorError('Tool nope not found'))],
  [
    'agents guardrail',
    'guardrail',
    thrown(new InputGuardrailTripwireTriggered('tripwire', {} as never)),
  ],
  [
    'agents tool',
    'tool_error',
    thrown(new ToolCallError('Failed to run function tools', new Error('no stock'))),
  ],
  ['file', 'missing_file', () => readFile('/nowhere/original.py', 'utf8')],
  ['program', 'missing_program', () => promisify(execFile)('no-such-program-here')],
  [
    'process',
    'process_failed',
    () => promisify(execFile)(process.execPath, ['-e', 'process.exit(3)']),
  ],
  ['package', 'missing_package', () => import(/* @vite-ignore */ ABSENT)],
  ['refused connection', 'connection', async () => fetch(await closedPort())],
  ['refused port', 'configuration', () => fetch('http://127.0.0.1:9/')],
  [
    'time-out of a signal',
    'timeout',
    thrown(
      AbortSignal.timeout(0).reason ??
        new DOMException('The operation was aborted due to timeout', 'TimeoutError'),
    ),
  ],
  ['broken JSON', 'invalid_output', () => JSON.parse('{"a": [1, ') as unknown],
  ['bug', 'agent_error', () => (undefined as unknown as { a: { b: 1 } }).a.b],
  [
    'guide 1: key',
    'missing_credentials',
    thrown(new Error('OPENAI_API_KEY environment variable is required')),
  ],
  [
    'guide 2: package',
    'missing_package',
    thrown(new Error('openai package is not installed. Install with: pip install openai')),
  ],
  [
    'guide 3: time-out',
    'timeout',
    thrown(new Error('OpenAI API call timed out after 180 seconds')),
  ],
  ['guide 4: wrapper', 'rate_limit', wrapped('OpenAI API error', called(429, {}))],
  ['guide 5: file', 'missing_file', thrown(new Error('Failed to read original file src/a.py'))],
  ['guide 6: git', 'process_failed', thrown(new Error('git diff failed with exit code 128'))],
  [
    'guide 7: extraction',
    'invalid_output',
    thrown(new Error('Failed to extract file content from LLM response')),
  ],
  ['guide 8: empty', 'empty_output', thrown(new Error('Generated patch is empty'))],
]
