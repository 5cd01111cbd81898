import { expect, test } from 'vitest'
import type { FailureClass } from '../../src/core/analysis/failure/classes.ts'
import type { ErrorFacts } from '../../src/report.ts'
import { analyzeRun } from '../../src/core/words/diagnosis/analyze-run.ts'
import { buildRun } from '../report/build-report.ts'

type Row = [
  error: Partial<ErrorFacts> & { message: string },
  expected: FailureClass,
  /** A part of what is said or advised beyond the class. */
  words?: RegExp,
]

/** An error of `fetch`, which tells of its cause alone. */
const fetched = (code: string, message: string): Row[0] => ({
  name: 'TypeError',
  message: 'fetch failed',
  cause: { name: 'Error', message, code },
})
const named = (name: string, message: string): Row[0] => ({ name, message })

const OPENAI: Row[] = [
  [
    named(
      'Error',
      'Missing credentials. Please pass an `apiKey`, or set the `OPENAI_API_KEY` environment variable.',
    ),
    'missing_credentials',
    /OPENAI_API_KEY.*a replay needs no real value/,
  ],
  [
    named('Error', "It looks like you're running in a browser-like environment."),
    'configuration',
    /@vitest-environment node/,
  ],
  [
    {
      message: '400 max_tokens is too large: 32000. This model supports at most 16384',
      status: 400,
    },
    'invalid_request',
    /lower the limit of output tokens/,
  ],
  [
    { message: '400 This model has a maximum', status: 400, code: 'context_length_exceeded' },
    'context_too_long',
  ],
  [{ message: '422 unprocessable', status: 422 }, 'invalid_request'],
  [{ message: '409 conflict', status: 409 }, 'conflict'],
  [
    { message: '429 You exceeded your current quota', status: 429, code: 'insufficient_quota' },
    'quota',
    /trying again does not help/,
  ],
  [
    {
      class: 'APIConnectionError',
      message: 'Connection error.',
      cause: fetched('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9') as ErrorFacts,
    },
    'connection',
    /nothing listens at the address/,
  ],
  [{ class: 'APIConnectionTimeoutError', message: 'Request timed out.' }, 'timeout'],
  [
    { class: 'APIUserAbortError', message: 'Request was aborted.' },
    'cancelled',
    /time limit of the test/,
  ],
  [
    {
      class: 'LengthFinishReasonError',
      message: 'Could not parse response content as the length limit was reached',
    },
    'truncated',
  ],
  [
    {
      class: 'ContentFilterFinishReasonError',
      message: 'Could not parse response content as the request was rejected by the content filter',
    },
    'content_filter',
  ],
  [
    named('SyntaxError', 'Error reading response: malformed server-sent event JSON.'),
    'invalid_output',
  ],
]

const ANTHROPIC: Row[] = [
  [
    named(
      'Error',
      'Could not resolve authentication method. Expected one of apiKey, authToken or credentials to be set.',
    ),
    'missing_credentials',
  ],
  [{ message: '402 {"type":"error"}', status: 402, details: { type: 'billing_error' } }, 'quota'],
  [
    { message: '413 too large', status: 413, details: { type: 'request_too_large' } },
    'context_too_long',
  ],
  [{ message: '529 overloaded', status: 529, details: { type: 'overloaded_error' } }, 'overloaded'],
  [
    { class: 'APIError', message: 'Overloaded', details: { type: 'overloaded_error' } },
    'overloaded',
  ],
  [{ message: 'timeout', status: 500, details: { type: 'timeout_error' } }, 'timeout'],
  [
    named('Error', 'Streaming is required for operations that may take longer than 10 minutes.'),
    'invalid_request',
    /stream the answer/,
  ],
]

const AI_SDK: Row[] = [
  [
    named('AI_LoadAPIKeyError', "OpenAI API key is missing. Pass it using the 'apiKey' parameter."),
    'missing_credentials',
  ],
  [named('AI_LoadSettingError', 'the setting is missing'), 'missing_variable'],
  [named('AI_APICallError', 'Cannot connect to API: connect ECONNREFUSED'), 'connection'],
  [
    {
      name: 'AI_RetryError',
      message: 'Failed after 3 attempts.',
      errors: [{ name: 'AI_APICallError', message: 'slow down', status: 429 }],
    },
    'rate_limit',
  ],
  [
    {
      name: 'AI_NoObjectGeneratedError',
      message: 'No object generated: could not parse the response.',
      details: { finishReason: 'length' },
    },
    'truncated',
  ],
  [named('AI_NoOutputGeneratedError', 'No output generated.'), 'empty_output'],
  [named('AI_NoContentGeneratedError', 'No content generated.'), 'empty_output'],
  [named('AI_EmptyResponseBodyError', 'Empty response body'), 'empty_output'],
  [named('AI_JSONParseError', 'JSON parsing failed: Text: {.'), 'invalid_output'],
  [named('AI_TypeValidationError', 'Type validation failed: Value: 1.'), 'invalid_output'],
  [named('AI_InvalidResponseDataError', 'Invalid response data: 1'), 'invalid_output'],
  [
    named('AI_NoSuchToolError', "Model tried to call unavailable tool 'x'. Available tools: y"),
    'tool_missing',
  ],
  [named('AI_InvalidToolInputError', 'Invalid input for tool x: y'), 'tool_arguments'],
  [named('AI_ToolCallRepairError', 'Error repairing tool call: x'), 'tool_arguments'],
  [
    named('AI_MissingToolResultsError', 'Tool result is missing for tool call x.'),
    'invalid_prompt',
  ],
  [named('AI_InvalidPromptError', 'Invalid prompt: x'), 'invalid_prompt'],
  [named('AI_NoSuchModelError', 'No such languageModel: x'), 'not_found'],
  [named('AI_NoSuchProviderError', 'No such provider: x'), 'not_found'],
  [named('AI_UnsupportedFunctionalityError', "'x' functionality not supported."), 'configuration'],
  [
    named('AI_UnsupportedModelVersionError', 'Unsupported model version v1'),
    'configuration',
    /version of ai/,
  ],
  [named('AI_MCPClientError', 'x'), 'tool_error'],
  [named('AI_DownloadError', 'Failed to download https://x.test/a.png'), 'connection'],
  [named('AI_InvalidStreamPartError', 'x'), 'invalid_output'],
  [named('AI_UIMessageStreamError', 'x'), 'invalid_output'],
  [named('GatewayAuthenticationError', 'x'), 'authentication'],
  [named('GatewayRateLimitError', 'x'), 'rate_limit'],
  [named('GatewayTimeoutError', 'x'), 'timeout'],
  [named('GatewayModelNotFoundError', 'x'), 'not_found'],
  [named('GatewayInvalidRequestError', 'x'), 'invalid_request'],
  [named('GatewayInternalServerError', 'x'), 'server_error'],
  [named('GatewayForbiddenError', 'x'), 'permission'],
  [named('GatewayFailedDependencyError', 'x'), 'server_error'],
  [named('GatewayResponseError', 'x'), 'invalid_output'],
]

const PLATFORM: Row[] = [
  [
    fetched('ENOTFOUND', 'getaddrinfo ENOTFOUND api.test'),
    'connection',
    /name of the host was not found/,
  ],
  [fetched('EAI_AGAIN', 'getaddrinfo EAI_AGAIN api.test'), 'connection', /has a network/],
  [fetched('ECONNRESET', 'read ECONNRESET'), 'connection', /was cut off/],
  [fetched('UND_ERR_SOCKET', 'other side closed'), 'connection', /was cut off/],
  [fetched('UND_ERR_CONNECT_TIMEOUT', 'Connect Timeout Error'), 'timeout', /firewall or a proxy/],
  [fetched('UND_ERR_HEADERS_TIMEOUT', 'Headers Timeout Error'), 'timeout'],
  [fetched('UND_ERR_BODY_TIMEOUT', 'Body Timeout Error'), 'timeout'],
  [
    { name: 'TypeError', message: 'fetch failed', cause: named('Error', 'bad port') as ErrorFacts },
    'configuration',
    /port/,
  ],
  [
    {
      name: 'TypeError',
      message: 'terminated',
      cause: { name: 'SocketError', message: 'other side closed', code: 'UND_ERR_SOCKET' },
    },
    'connection',
  ],
  [
    {
      name: 'TypeError',
      message: 'Failed to parse URL from undefined/v1',
      cause: { name: 'TypeError', message: 'Invalid URL', code: 'ERR_INVALID_URL' },
    },
    'configuration',
    /a URL is none/,
  ],
  [
    named('TypeError', 'Headers.append: "Bearer sk\n" is an invalid header value.'),
    'missing_credentials',
    /line break/,
  ],
  [
    named(
      'TypeError',
      'Cannot convert argument to a ByteString because the character at index 7 is 8230',
    ),
    'missing_credentials',
    /outside of ASCII/,
  ],
  [
    named('TypeError', 'Body is unusable: Body has already been read'),
    'agent_error',
    /read it once/,
  ],
  [{ name: 'AbortError', message: 'This operation was aborted', code: 20 }, 'cancelled'],
  [{ name: 'TimeoutError', message: 'aborted due to timeout', code: 23 }, 'timeout'],
  [fetched('UND_ERR_ABORTED', 'Request aborted'), 'cancelled'],
  [fetched('UND_ERR_PRX_TLS', 'proxy'), 'connection'],
  [fetched('HPE_INVALID_CONSTANT', 'Expected HTTP/'), 'connection'],
  [fetched('UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'x'), 'connection'],
  [fetched('UND_ERR_RES_EXCEEDED_MAX_SIZE', 'x'), 'connection'],
  [
    {
      message: "ENOENT: no such file or directory, open 'a.txt'",
      code: 'ENOENT',
      details: { syscall: 'open' },
    },
    'missing_file',
  ],
  [{ message: 'EISDIR: illegal operation on a directory', code: 'EISDIR' }, 'file_access'],
  [{ message: "EACCES: permission denied, open 'a.txt'", code: 'EACCES' }, 'permission'],
  [
    { message: 'spawn git ENOENT', code: 'ENOENT', details: { syscall: 'spawn git' } },
    'missing_program',
  ],
  [
    {
      message: 'Command failed: git diff',
      code: 128,
      details: { cmd: 'git diff', stderr: 'fatal: not a git repository' },
    },
    'process_failed',
    /folder of the repository/,
  ],
  [
    {
      name: 'RangeError',
      message: 'stdout maxBuffer length exceeded',
      code: 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER',
    },
    'process_failed',
    /raise maxBuffer/,
  ],
  [
    { message: "Cannot find package 'yaml' imported from /a/b.ts", code: 'ERR_MODULE_NOT_FOUND' },
    'missing_package',
    /: yaml/,
  ],
  [
    { message: "Cannot find module 'yaml'\nRequire stack:", code: 'MODULE_NOT_FOUND' },
    'missing_package',
  ],
  [named('SyntaxError', 'Unexpected end of JSON input'), 'invalid_output'],
  [named('SyntaxError', 'Unterminated string in JSON at position 3'), 'invalid_output'],
  [
    named('SyntaxError', 'Unexpected token \'`\', "```json\n{"... is not valid JSON'),
    'invalid_output',
    /code fence/,
  ],
  [
    named('SyntaxError', 'Unexpected token \'<\', "<html> <h"... is not valid JSON'),
    'server_error',
    /a page came where JSON was expected/,
  ],
  [named('TypeError', 'Converting circular structure to JSON'), 'agent_error', /send plain data/],
  [named('DataCloneError', '() => {} could not be cloned.'), 'agent_error', /send plain data/],
]

const OWN_WORDS: Row[] = [
  [named('Error', 'Please provide SLACK_BOT_TOKEN'), 'missing_credentials', /SLACK_BOT_TOKEN/],
  [
    {
      name: 'ApiError',
      message:
        '{"error":{"code":429,"message":"You exceeded your current quota. Please retry in 20.5s.","status":"RESOURCE_EXHAUSTED"}}',
      status: 429,
    },
    'rate_limit',
  ],
  [
    {
      message: 'Command failed: python3 index.py',
      details: { cmd: 'python3 index.py', killed: true, signal: 'SIGTERM' },
    },
    'timeout',
    /"python3 index.py" ended by SIGTERM/,
  ],
  [
    {
      message: 'Command failed: git diff',
      code: 129,
      details: { cmd: 'git diff', stderr: 'warning: Not a git repository. Use --no-index' },
    },
    'process_failed',
    /folder of the repository/,
  ],
]

const FRAMEWORKS: Row[] = [
  [named('MaxTurnsExceededError', 'Max turns (10) exceeded'), 'step_limit'],
  [named('ModelBehaviorError', 'x'), 'invalid_output'],
  [named('ModelRefusalError', 'x'), 'content_filter'],
  [named('ModelTimeoutError', 'x'), 'timeout'],
  [named('ToolCallError', 'x'), 'tool_error'],
  [named('ToolTimeoutError', 'x'), 'timeout'],
  [{ class: 'InvalidToolInputError', message: 'x' }, 'tool_arguments'],
  [named('InvalidToolOutputError', 'x'), 'tool_error'],
  [named('GuardrailExecutionError', 'x'), 'guardrail'],
  [named('InputGuardrailTripwireTriggered', 'x'), 'guardrail'],
  [
    {
      name: 'GraphRecursionError',
      message: 'x',
      details: { lc_error_code: 'GRAPH_RECURSION_LIMIT' },
    },
    'step_limit',
  ],
  [
    {
      name: 'InvalidUpdateError',
      message: 'x',
      details: { lc_error_code: 'INVALID_CONCURRENT_GRAPH_UPDATE' },
    },
    'configuration',
  ],
  [named('NodeTimeoutError', 'x'), 'timeout'],
  [named('GraphInterrupt', 'x'), 'interrupted'],
  [{ name: 'McpError', message: 'Request timed out', code: -32_001 }, 'timeout'],
  [{ name: 'McpError', message: 'Connection closed', code: -32_000 }, 'connection'],
  [{ name: 'SdkError', message: 'Not connected', code: 'NOT_CONNECTED' }, 'connection'],
  [{ name: 'SdkError', message: 'x', code: 'INVALID_RESULT' }, 'invalid_output'],
  [{ name: 'McpError', message: 'Method not found', code: -32_601 }, 'tool_missing'],
  [{ name: 'McpError', message: 'Invalid params', code: -32_602 }, 'tool_arguments'],
  [
    named(
      'InternalError',
      '[MSW] Cannot bypass a request when using the "error" strategy for the "onUnhandledRequest" option.',
    ),
    'configuration',
    /onUnhandledRequest/,
  ],
]

test.each([...OPENAI, ...ANTHROPIC, ...AI_SDK, ...PLATFORM, ...OWN_WORDS, ...FRAMEWORKS])(
  '%j is %s',
  (facts, expected, words) => {
    const error: ErrorFacts = { name: 'Error', ...facts }
    const found = analyzeRun(
      buildRun({
        mode: 'record',
        status: 'failed',
        matchRate: null,
        finalOutput: { recorded: { error }, replayed: null },
        error: `${error.name}: ${error.message}`,
      }),
    )!
    expect(found.errorClass).toBe(expected)
    if (words) expect(`${found.statement} | ${found.remedy}`).toMatch(words)
  },
)
