import { isJsonObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import {
  chunksOf,
  countField,
  documentOf,
  nameField,
  objectField,
  stringField,
} from './json-fields.ts'
import { message, promptMessages } from './message.ts'
import {
  emptyResponse,
  type ModelMessage,
  type ModelResponse,
  type ProviderApi,
  type Usage,
} from './model-call.ts'
import { readChatRequest, readToolCalls } from './openai-chat-request.ts'

/** All fields of its requests: many a server has a path `/api/chat`, but takes others. */
const FIELDS: ReadonlySet<string> = new Set([
  'model',
  'stream',
  'format',
  'options',
  'keep_alive',
  'think',
  'logprobs',
  'top_logprobs',
  'messages',
  'tools',
  'prompt',
  'suffix',
  'system',
  'template',
  'raw',
  'context',
  'images',
  'input',
  'truncate',
  'dimensions',
  'width',
  'height',
  'steps',
])

/**
 * Ollama's own chat, generation and embeddings; a request that does not say otherwise is streamed, as lines.
 *
 * @see https://docs.ollama.com/api/chat
 */
export const ollamaChat: ProviderApi = {
  provider: 'ollama',
  api: 'ollama',
  operation: 'chat',
  ownsPath: (path) => /\/api\/(chat|generate)$/.test(path),
  readRequest(body, path) {
    const model = nameField(body, 'model')
    if (model === null || !isOllama(body)) return null
    const stream = body['stream'] !== false
    if (path.endsWith('/chat')) {
      const read = readChatRequest(body, path)
      return read && { ...read, model, stream, messages: withImages(read.messages, body) }
    }
    if (typeof body['prompt'] !== 'string') return null
    const system = stringField(body, 'system') ?? ''
    const messages = promptMessages(body['prompt'])
    if (system !== '') messages.unshift(message('system', system))
    return { model, stream, messages, tools: [] }
  },
  readResponse(body) {
    const chunks = chunksOf(body) ?? [documentOf(body)].filter((item) => item !== null)
    const known = chunks.filter((chunk) => isJsonObject(chunk['message']) || 'response' in chunk)
    return known.length > 0 ? readChunks(known) : null
  },
}

function isOllama(body: JsonObject): boolean {
  return Object.keys(body).every((key) => FIELDS.has(key))
}

/** Ollama's messages have their images beside the text. */
function withImages(messages: ModelMessage[], body: JsonObject): ModelMessage[] {
  const sent = body['messages'] as JsonObject[]
  return messages.map((one, index) => {
    const images = sent[index]?.['images']
    if (!Array.isArray(images)) return one
    return { ...one, text: [one.text, ...images.map(() => '[image]')].filter(Boolean).join('\n') }
  })
}

function readChunks(chunks: Array<JsonObject>): ModelResponse {
  const read = emptyResponse()
  for (const chunk of chunks) {
    const said = objectField(chunk, 'message')
    read.model ??= nameField(chunk, 'model')
    read.text += stringField(said, 'content') ?? stringField(chunk, 'response') ?? ''
    read.toolCalls.push(...readToolCalls(said))
    if (chunk['done'] !== true) continue
    read.stopReason = nameField(chunk, 'done_reason')
    read.usage = readUsage(chunk)
  }
  return read
}

/** @note A prompt that it has in its cache is not counted. */
function readUsage(chunk: JsonObject): Usage | null {
  const inputTokens = countField(chunk, 'prompt_eval_count')
  const outputTokens = countField(chunk, 'eval_count')
  if (inputTokens === null && outputTokens === null) return null
  return { inputTokens, outputTokens, cachedInputTokens: null, cacheWriteTokens: null }
}

/** Embeddings of Ollama, by its old path, too. */
export const ollamaEmbed: ProviderApi = {
  provider: 'ollama',
  api: 'ollama.embed',
  operation: 'embeddings',
  ownsPath: (path) => /\/api\/embed(dings)?$/.test(path),
  readRequest(body) {
    const model = nameField(body, 'model')
    const messages = promptMessages(body['input'] ?? body['prompt'])
    if (model === null || messages.length === 0 || !isOllama(body)) return null
    return { model, stream: false, messages, tools: [] }
  },
  readResponse(body) {
    const document = documentOf(body)
    if (!document || !('embeddings' in document || 'embedding' in document)) return null
    const counted = countField(document, 'prompt_eval_count')
    const usage: Usage | null =
      counted === null
        ? null
        : { inputTokens: counted, outputTokens: 0, cachedInputTokens: null, cacheWriteTokens: null }
    return { model: nameField(document, 'model'), usage, stopReason: null, text: '', toolCalls: [] }
  },
}
