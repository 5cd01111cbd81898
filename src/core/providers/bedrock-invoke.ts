import { isJsonObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { readAnthropicRequest } from './anthropic-request.ts'
import { anthropicMessages } from './anthropic.ts'
import { bedrockModel, readConverseRequest } from './bedrock-request.ts'
import { readConverseAnswer, readConverseEvents } from './bedrock.ts'
import { readCohereRequestV1 } from './cohere.ts'
import {
  chunksOf,
  countField,
  documentOf,
  nameField,
  objectField,
  objectsOf,
  stringField,
} from './json-fields.ts'
import { promptMessages } from './message.ts'
import {
  emptyResponse,
  type ModelBody,
  type ModelResponse,
  type ProviderApi,
  type RequestReading,
  type Usage,
} from './model-call.ts'
import { readChatRequest } from './openai-chat-request.ts'
import { openAiChat } from './openai-chat.ts'

/**
 * `InvokeModel` and its stream, in which each maker of models has a form of its own.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html
 */
export const bedrockInvoke: ProviderApi = {
  provider: 'aws',
  api: 'invoke',
  operation: 'chat',
  ownsPath: (path) => /\/model\/[^/]+\/invoke(-with-response-stream)?$/.test(path),
  readRequest(body, path) {
    const model = bedrockModel(path)
    const read = model === null ? null : readBody(body, path, model)
    return read && { ...read, model, stream: path.endsWith('-stream') }
  },
  readResponse(body) {
    const read = readForms(body) ?? readTexts(body)
    return read && { ...read, usage: read.usage ?? metricsOf(body) }
  },
}

function readBody(body: JsonObject, path: string, model: string): RequestReading | null {
  return (
    readAnthropicRequest({ model, ...body }, path) ??
    readConverseRequest(body, path) ??
    readChatRequest(body, path) ??
    readPrompt(body)
  )
}

/** Reads the forms that have a text and settings: of Titan, Llama, Mistral, Cohere, and of embeddings. */
function readPrompt(body: JsonObject): RequestReading | null {
  const chat = readCohereRequestV1(body)
  if (chat) return chat
  const prompt = body['prompt'] ?? body['inputText'] ?? body['texts'] ?? undefined
  const messages = promptMessages(prompt)
  return messages.length === 0 ? null : { model: null, stream: false, messages, tools: [] }
}

function readForms(body: ModelBody): ModelResponse | null {
  const document = documentOf(body)
  return (
    anthropicMessages.readResponse(body) ??
    (document
      ? readConverseAnswer(document)
      : 'events' in body
        ? readConverseEvents(body)
        : null) ??
    openAiChat.readResponse(body)
  )
}

/** Reads an answer that is a text beside its counts, or the pieces of one. */
function readTexts(body: ModelBody): ModelResponse | null {
  const chunks = chunksOf(body) ?? [documentOf(body)].filter((item) => item !== null)
  const known = chunks.filter((chunk) => TEXTS.some((name) => name in chunk) || isEmbedding(chunk))
  if (known.length === 0) return null
  const read = emptyResponse()
  for (const chunk of known) {
    const [part = chunk] = [
      ...objectsOf(chunk['results']),
      ...objectsOf(chunk['outputs']),
      ...objectsOf(chunk['generations']),
      ...objectsOf(chunk['completions']),
    ]
    read.text += textOf(part)
    read.stopReason =
      nameField(part, 'stop_reason') ??
      nameField(part, 'completionReason') ??
      nameField(part, 'finish_reason') ??
      read.stopReason
    read.usage = merged(read.usage, countsOf(chunk, part))
  }
  return read
}

const TEXTS = [
  'results',
  'outputText',
  'generation',
  'outputs',
  'completion',
  'generations',
  'completions',
  'text',
]

function isEmbedding(chunk: JsonObject): boolean {
  return Array.isArray(chunk['embedding']) || 'embeddings' in chunk
}

function textOf(part: JsonObject): string {
  for (const name of ['outputText', 'generation', 'text', 'completion']) {
    const text = stringField(part, name)
    if (text !== null) return text
  }
  return stringField(objectField(part, 'data'), 'text') ?? ''
}

/** @note The first chunk counts the input, the last one the output. */
function merged(known: Usage | null, more: Usage | null): Usage | null {
  if (!known || !more) return known ?? more
  return {
    ...known,
    inputTokens: more.inputTokens ?? known.inputTokens,
    outputTokens: more.outputTokens ?? known.outputTokens,
  }
}

function countsOf(chunk: JsonObject, part: JsonObject): Usage | null {
  const input = countField(chunk, 'inputTextTokenCount') ?? countField(chunk, 'prompt_token_count')
  const output =
    countField(part, 'tokenCount') ??
    countField(chunk, 'totalOutputTextTokenCount') ??
    countField(chunk, 'generation_token_count')
  if (input === null && output === null) return null
  return usageOf(input, output ?? (isEmbedding(chunk) ? 0 : null))
}

/** The counts that Bedrock adds to the last event of any model's stream. */
function metricsOf(body: ModelBody): Usage | null {
  for (const chunk of (chunksOf(body) ?? []).toReversed()) {
    const metrics = chunk['amazon-bedrock-invocationMetrics']
    if (!isJsonObject(metrics)) continue
    return usageOf(
      countField(metrics, 'inputTokenCount'),
      countField(metrics, 'outputTokenCount'),
      countField(metrics, 'cacheReadInputTokenCount'),
      countField(metrics, 'cacheWriteInputTokenCount'),
    )
  }
  return null
}

function usageOf(
  input: number | null,
  outputTokens: number | null,
  cachedInputTokens: number | null = null,
  cacheWriteTokens: number | null = null,
): Usage {
  const inputTokens =
    input === null ? null : input + (cachedInputTokens ?? 0) + (cacheWriteTokens ?? 0)
  return { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens }
}
