import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { APIError as AnthropicError } from '@anthropic-ai/sdk'
import { ApiError } from '@google/genai'
import { McpError } from '@modelcontextprotocol/sdk/types.js'
import { APIError } from 'openai'
import { z } from 'zod'
import type { FailureClass } from '../../src/core/analysis/failure/classes.ts'

/** A failure that users have reported in public, and what somebody who reads the report would call it. */
export interface ReportedFailure {
  name: string
  /** Where it was reported. */
  from: string
  /** More than one where readers disagree. */
  classes: readonly FailureClass[]
  /** The text that the statement of its cause has to name. */
  names: string
  provoke(): unknown
}

type Generated = Parameters<typeof APIError.generate>
const openai = (status: number, error: object): Generated => [
  status,
  { error },
  undefined,
  new Headers({ 'x-request-id': 'r1' }),
]
const anthropic = (
  status: number,
  type: string,
  message: string,
): Parameters<typeof AnthropicError.generate> => {
  const body = { type: 'error', error: { type, message } }
  return [status, body, JSON.stringify(body), new Headers()]
}
const DISCONNECTED =
  'request to https://nodejs.org/download/nightly/index.json failed, reason: Client network socket disconnected before secure TLS connection was established'
const certificate = Object.assign(new Error('self signed certificate in certificate chain'), {
  code: 'SELF_SIGNED_CERT_IN_CHAIN',
})

/** @note The line that fails is the first one with `throw` or `await` below the name. */
export const REPORTED: readonly ReportedFailure[] = [
  {
    name: 'openai: a tool message without its call',
    from: 'langchain-ai/task_mAIstro',
    classes: ['invalid_prompt'],
    names: 'messages with role',
    provoke() {
      throw APIError.generate(
        ...openai(400, {
          message:
            "Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls'.",
          type: 'invalid_request_error',
          param: 'messages.[5].role',
          code: null,
        }),
      )
    },
  },
  {
    name: 'anthropic: a tool result without its call',
    from: 'anthropics/claude-code',
    classes: ['invalid_prompt'],
    names: 'tool_use_id',
    provoke() {
      throw AnthropicError.generate(
        ...anthropic(
          400,
          'invalid_request_error',
          'messages.28.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_019Rw9cVuEiV3PFK7QrU54td. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.',
        ),
      )
    },
  },
  {
    name: 'gemini: high demand',
    from: 'neavo/LinguaGacha',
    classes: ['overloaded'],
    names: 'high demand',
    provoke() {
      throw new ApiError({
        status: 503,
        message:
          '{"error":{"code":503,"message":"This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later.","status":"UNAVAILABLE"}}',
      })
    },
  },
  {
    name: 'gemini: not found, without a message',
    from: 'googleapis/js-genai',
    classes: ['not_found'],
    names: '404',
    provoke() {
      throw new ApiError({
        status: 404,
        message: '{"error":{"message":"","code":404,"status":"Not Found"}}',
      })
    },
  },
  {
    name: 'generative-ai: fetch failed in a message of its own',
    from: 'ammaarreshi/Gemini-Search',
    classes: ['connection'],
    names: 'generativelanguage.googleapis.com',
    provoke() {
      throw new Error(
        '[GoogleGenerativeAI Error]: Error fetching from https://generativelanguage.googleapis.com/v1beta/models/gemini-2.0-flash-exp:generateContent: fetch failed',
      )
    },
  },
  {
    name: 'a self-signed certificate in a company network',
    from: 'TooTallNate/proxy-agents',
    classes: ['connection'],
    names: 'SELF_SIGNED_CERT_IN_CHAIN',
    provoke() {
      throw new TypeError('fetch failed', { cause: certificate })
    },
  },
  {
    name: 'node-fetch: disconnected before TLS',
    from: 'hemanth/node-nightly',
    classes: ['connection'],
    names: 'ECONNRESET',
    provoke() {
      throw Object.assign(new Error(DISCONNECTED), { name: 'FetchError', code: 'ECONNRESET' })
    },
  },
  {
    name: 'mcp: the server is gone',
    from: 'modelcontextprotocol/typescript-sdk',
    classes: ['connection'],
    names: 'Connection closed',
    provoke() {
      throw new McpError(-32000, 'Connection closed')
    },
  },
  {
    name: 'langgraph: a tool of an MCP server timed out',
    from: 'langchain-ai/deepagentsjs',
    classes: ['timeout', 'tool_error'],
    names: 'superstep 9',
    provoke() {
      throw new AggregateError(
        [
          new Error(
            "MCP tool 'wam_load_chain' on server 'wam' returned an error: Timeout: browser did not respond to \"loadPlugin\" within 10s",
          ),
          new Error(
            "MCP tool 'wam_list' on server 'wam' returned an error: Timeout: browser did not respond to \"list\" within 10s",
          ),
        ],
        'Multiple errors occurred during superstep 9. See the "errors" field of this exception for more details.',
      )
    },
  },
  {
    name: 'gemini: requests per minute',
    from: 'sparrow-js/an-codeAI',
    classes: ['rate_limit'],
    names: 'per minute',
    provoke() {
      throw new Error(
        "[429 Too Many Requests] Quota exceeded for quota metric 'Generate Content API requests per minute' and limit 'GenerateContent request limit per minute for a region' of service 'generativelanguage.googleapis.com'",
      )
    },
  },
  {
    name: 'deepseek: no balance',
    from: 'deepseek-ai/DeepSeek-V3',
    classes: ['quota'],
    names: 'Insufficient Balance',
    provoke() {
      throw APIError.generate(
        ...openai(402, {
          message: 'Insufficient Balance',
          type: 'unknown_error',
          param: null,
          code: 'invalid_request_error',
        }),
      )
    },
  },
  {
    name: 'openai: no access to a model',
    from: 'openai/openai-node',
    classes: ['not_found', 'permission'],
    names: 'gpt-4',
    provoke() {
      throw APIError.generate(
        ...openai(404, {
          message: 'The model `gpt-4` does not exist or you do not have access to it.',
          type: 'invalid_request_error',
          param: null,
          code: 'model_not_found',
        }),
      )
    },
  },
  {
    name: 'zod: an answer without a field',
    from: 'colinhacks/zod',
    classes: ['invalid_output'],
    names: 'ZodError',
    async provoke() {
      await Promise.resolve(z.object({ city: z.string() }).parse({ town: 'Bern' }))
    },
  },
  {
    name: 'JSON in a fence',
    from: 'langchain-ai/langchainjs',
    classes: ['invalid_output'],
    names: 'is not valid JSON',
    async provoke() {
      await Promise.resolve(JSON.parse('```json\n{"city": "Bern"}\n```'))
    },
  },
  {
    name: 'openai: the schema of a function',
    from: 'openai/openai-node',
    classes: ['invalid_request'],
    names: 'get_weather',
    provoke() {
      throw APIError.generate(
        ...openai(400, {
          message:
            "Invalid schema for function 'get_weather': schema must be a JSON Schema of 'type: \"object\"', got 'type: \"None\"'.",
          type: 'invalid_request_error',
          param: 'tools[0].function.parameters',
          code: 'invalid_function_parameters',
        }),
      )
    },
  },
  {
    name: 'ollama is not started',
    from: 'ollama/ollama-js',
    classes: ['connection'],
    names: 'ECONNREFUSED',
    async provoke() {
      await fetch('http://127.0.0.1:59998/api/chat')
    },
  },
  {
    name: 'uvx is not installed',
    from: 'modelcontextprotocol/servers',
    classes: ['missing_program'],
    names: 'uvx-that-is-nowhere',
    async provoke() {
      await promisify(execFile)('uvx-that-is-nowhere', ['mcp-server-git'])
    },
  },
  {
    name: 'a base URL of an unset variable',
    from: 'vercel/ai',
    classes: ['configuration'],
    names: 'undefined/v1',
    async provoke() {
      await fetch(`${process.env['NO_SUCH_BASE_URL']}/v1/chat/completions`)
    },
  },
  {
    name: 'an answer without choices',
    from: 'openai/openai-node',
    classes: ['agent_error'],
    names: "reading 'message'",
    async provoke() {
      const answer: { choices: Array<{ message: string }> } = { choices: [] }
      await Promise.resolve(answer.choices[0]!.message)
    },
  },
  {
    name: 'anthropic: input and max_tokens together',
    from: 'cline/cline',
    classes: ['context_too_long'],
    names: 'exceed context limit',
    provoke() {
      throw AnthropicError.generate(
        ...anthropic(
          400,
          'invalid_request_error',
          'input length and `max_tokens` exceed context limit: 198314 + 8192 > 200000, decrease input length or `max_tokens` and try again',
        ),
      )
    },
  },
]
