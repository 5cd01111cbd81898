import { isJsonObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { anthropicMessages } from './anthropic.ts'
import { bedrockInvoke } from './bedrock-invoke.ts'
import { bedrockConverse } from './bedrock.ts'
import { cohereChat, cohereChatV1, cohereEmbed } from './cohere.ts'
import { vercelGateway } from './gateway.ts'
import { googleEmbedContent } from './google-embeddings.ts'
import { googleGenerateContent } from './google.ts'
import { firstChoice, nameField, objectField, stringField } from './json-fields.ts'
import type {
  ApiName,
  HeaderReader,
  ModelBody,
  ModelRequest,
  ModelResponse,
  ProviderApi,
  ProviderName,
} from './model-call.ts'
import { ollamaChat, ollamaEmbed } from './ollama.ts'
import { openAiChat } from './openai-chat.ts'
import { openAiCompletions } from './openai-completions.ts'
import { openAiEmbeddings } from './openai-embeddings.ts'
import { openAiResponses } from './openai-responses.ts'
import { urlPath } from './url-path.ts'

const APIS: ReadonlyArray<ProviderApi> = [
  openAiChat,
  openAiResponses,
  openAiEmbeddings,
  openAiCompletions,
  anthropicMessages,
  googleGenerateContent,
  googleEmbedContent,
  bedrockConverse,
  bedrockInvoke,
  cohereChat,
  cohereChatV1,
  cohereEmbed,
  ollamaChat,
  ollamaEmbed,
  vercelGateway,
]

/**
 * Reads the request of a model call, recognised by its path and the shape of its body, never by its
 * host; `null` when it is no model call.
 *
 * @example
 * const request = readModelRequest({
 *   method: 'POST',
 *   url: 'http://localhost:11434/v1/chat/completions',
 *   body: { model: 'llama3.2', messages: [{ role: 'user', content: 'Hello' }] },
 * })
 * console.log(request?.api, request?.model) // 'chat.completions' 'llama3.2'
 */
export function readModelRequest(request: {
  method: string
  url: string
  /** The gateway of Vercel names the model in one. */
  headers?: ReadonlyArray<readonly [name: string, value: string]>
  body: JsonValue | undefined
}): ModelRequest | null {
  const { body, headers = [] } = request
  if (request.method.toUpperCase() !== 'POST' || !isJsonObject(body)) return null
  const path = urlPath(request.url)
  for (const { provider, api, operation, ...reader } of APIS) {
    const read = reader.ownsPath(path) ? reader.readRequest(body, path, readerOf(headers)) : null
    if (read) return { provider, api, operation, ...read }
  }
  return null
}

function readerOf(headers: ReadonlyArray<readonly [string, string]>): HeaderReader {
  return { get: (name) => headers.find(([key]) => key.toLowerCase() === name)?.[1] }
}

/**
 * Reads a model's answer, from a whole body or from a stream, broken off or not; `null` when
 * it answered with an error or with nothing its API sends.
 *
 * @example
 * const response = readModelResponse(request, {
 *   status: 200,
 *   body: { json: { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] } },
 * })
 * console.log(response?.text, response?.stopReason) // 'Hi' 'stop'
 */
export function readModelResponse(
  request: ModelRequest,
  response: { status: number; body: ModelBody },
): ModelResponse | null {
  if (response.status < 200 || response.status > 299) return null
  const api = APIS.find((item) => item.api === request.api)
  return api?.readResponse(response.body) ?? null
}

/**
 * Reads a model's answer from the response and the request's URL alone.
 *
 * @example
 * readModelAnswer('https://api.openai.com/v1/chat/completions', { status: 200, body })?.text
 */
export function readModelAnswer(
  url: string,
  response: { status: number; body: ModelBody },
): ModelResponse | null {
  if (response.status < 200 || response.status > 299) return null
  const path = urlPath(url)
  for (const api of APIS) {
    const answer = api.ownsPath(path) ? api.readResponse(response.body) : null
    if (answer) return answer
  }
  return null
}

/**
 * The event that each API ends its streams with; of the others, none is documented.
 *
 * @see https://platform.openai.com/docs/api-reference/chat-streaming
 * @see https://platform.openai.com/docs/api-reference/responses-streaming
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 * @see https://ai.google.dev/api/generate-content#FinishReason
 */
const ENDS: Partial<Record<ApiName, (event: JsonObject) => boolean>> = {
  'chat.completions': (event) =>
    nameField(firstChoice(event['choices']) ?? {}, 'finish_reason') !== null,
  responses: ({ type }) =>
    typeof type === 'string' && /^response\.(?:completed|incomplete|failed|cancelled)$/.test(type),
  messages: (event) =>
    event['type'] === 'message_stop' ||
    stringField(objectField(event, 'delta'), 'stop_reason') !== null,
  generateContent: (event) =>
    isJsonObject(event['promptFeedback']) ||
    nameField(firstChoice(event['candidates']) ?? {}, 'finishReason') !== null,
}

/**
 * Accepts the whole body of a model's stream that ended before its answer did: it has events of the answer, and not the one
 * that its API ends with. An error among its events is an end, too.
 */
export function endsUnfinished(url: string, body: ModelBody): boolean {
  if (!('events' in body)) return false
  const path = urlPath(url)
  const api = APIS.find((one) => one.ownsPath(path) && one.readResponse(body) !== null)
  const isEnd = api && ENDS[api.api]
  if (!isEnd) return false
  return !body.events.some(
    ({ event, data }) =>
      data === '[DONE]' ||
      event === 'error' ||
      (isJsonObject(data) && (isEnd(data) || isError(data))),
  )
}

function isError(event: JsonObject): boolean {
  return event['type'] === 'error' || isJsonObject(event['error'])
}

/**
 * The provider whose API has this URL's path: enough to shape an error, not to conclude that it
 * is a model call.
 *
 * @example
 * providerOf('https://api.anthropic.com/v1/messages') // 'anthropic'
 */
export function providerOf(url: string): ProviderName | null {
  const path = urlPath(url)
  return APIS.find((api) => api.ownsPath(path))?.provider ?? null
}
