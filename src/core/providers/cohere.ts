import { isJsonObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import {
  chunksOf,
  countField,
  documentOf,
  nameField,
  objectField,
  objectsOf,
  stringField,
} from './json-fields.ts'
import { contentText, jsonText, message, promptMessages } from './message.ts'
import {
  emptyResponse,
  type ModelMessage,
  type ModelResponse,
  type ProviderApi,
  type RequestReading,
  type ToolCall,
  type Usage,
} from './model-call.ts'
import { readChatRequest, readToolCalls } from './openai-chat-request.ts'
import { StreamedToolCalls } from './tool-calls.ts'

/**
 * The chat of Cohere's second version.
 *
 * @see https://docs.cohere.com/reference/chat
 */
export const cohereChat: ProviderApi = {
  provider: 'cohere',
  api: 'cohere.chat',
  operation: 'chat',
  ownsPath: (path) => path.endsWith('/v2/chat'),
  readRequest: readCohereRequestV2,
  readResponse(body) {
    const events = chunksOf(body)
    if (events) return readEvents(events)
    const document = documentOf(body)
    if (!document || !isJsonObject(document['message'])) return null
    const said = document['message']
    return {
      model: null,
      usage: readUsage(objectField(document, 'usage')),
      stopReason: nameField(document, 'finish_reason'),
      text: contentText(said['content'], 'assistant'),
      toolCalls: readCohereCalls(said),
    }
  },
}

/** @note Less than these is billed: they include Cohere's own prompt around the messages. */
function readUsage(usage: JsonObject): Usage | null {
  const billed = objectField(usage, 'billed_units')
  const all = objectField(usage, 'tokens')
  const inputTokens = countField(all, 'input_tokens') ?? countField(billed, 'input_tokens')
  const outputTokens = countField(all, 'output_tokens') ?? countField(billed, 'output_tokens')
  if (inputTokens === null && outputTokens === null) return null
  const cachedInputTokens = countField(usage, 'cached_tokens')
  return { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens: null }
}

function readEvents(events: Array<JsonObject>): ModelResponse | null {
  const calls = new StreamedToolCalls()
  const read = emptyResponse()
  let known = 0
  for (const event of events) {
    const type = stringField(event, 'type') ?? ''
    const delta = objectField(event, 'delta')
    const said = objectField(delta, 'message')
    const key = countField(event, 'index') ?? 0
    if (type === 'message-start') known++
    if (type === 'content-start' || type === 'content-delta')
      read.text += stringField(objectField(said, 'content'), 'text') ?? ''
    const call = objectField(said, 'tool_calls')
    const called = objectField(call, 'function')
    if (type === 'tool-call-start')
      calls.start(key, { id: nameField(call, 'id'), name: stringField(called, 'name') ?? '' })
    if (type === 'tool-call-start' || type === 'tool-call-delta')
      calls.append(key, stringField(called, 'arguments') ?? '')
    if (type !== 'message-end') continue
    read.stopReason = nameField(delta, 'finish_reason')
    read.usage = readUsage(objectField(delta, 'usage'))
  }
  return known > 0 ? { ...read, toolCalls: calls.list() } : null
}

/** The chat of Cohere's first version, whose stream comes as lines. */
export const cohereChatV1: ProviderApi = {
  provider: 'cohere',
  api: 'cohere.chat.v1',
  operation: 'chat',
  ownsPath: (path) => path.endsWith('/v1/chat'),
  readRequest: readCohereRequestV1,
  readResponse(body) {
    const events = chunksOf(body)
    if (!events) return readAnswerV1(documentOf(body))
    const end = events.find((event) => event['event_type'] === 'stream-end')
    const whole = end && readAnswerV1(objectField(end, 'response'))
    if (whole) return { ...whole, stopReason: nameField(end, 'finish_reason') ?? whole.stopReason }
    const texts = events.filter((event) => event['event_type'] === 'text-generation')
    if (texts.length === 0) return null
    const text = texts.map((event) => stringField(event, 'text') ?? '').join('')
    return { model: null, usage: null, stopReason: null, text, toolCalls: [] }
  },
}

function readAnswerV1(document: JsonObject | null): ModelResponse | null {
  if (!document || typeof document['text'] !== 'string') return null
  return {
    model: null,
    usage: readUsage(objectField(document, 'meta')),
    stopReason: nameField(document, 'finish_reason'),
    text: document['text'],
    toolCalls: readCohereCalls(document),
  }
}

/**
 * Embeddings of both versions.
 *
 * @see https://docs.cohere.com/reference/embed
 */
export const cohereEmbed: ProviderApi = {
  provider: 'cohere',
  api: 'cohere.embed',
  operation: 'embeddings',
  ownsPath: (path) => /\/v[12]\/embed$/.test(path),
  readRequest(body) {
    const model = nameField(body, 'model')
    const messages = promptMessages(body['texts'] ?? body['inputs'])
    if (model === null || (messages.length === 0 && !Array.isArray(body['images']))) return null
    return { model, stream: false, messages, tools: [] }
  },
  readResponse(body) {
    const document = documentOf(body)
    if (!document || !('embeddings' in document)) return null
    const counted = readUsage(objectField(document, 'meta'))
    const usage = counted && { ...counted, outputTokens: counted.outputTokens ?? 0 }
    return { model: null, usage, stopReason: null, text: '', toolCalls: [] }
  },
}

/** Reads the request of the second version, whose messages are those of chat completions. */
function readCohereRequestV2(body: JsonObject, path: string): RequestReading | null {
  const read = readChatRequest(body, path)
  return read?.model ? read : null
}

/** The tool calls of a message, whose arguments the first version gives as `parameters`. */
function readCohereCalls(item: JsonObject): Array<ToolCall> {
  const calls = objectsOf(item['tool_calls'])
  if (calls.every((call) => isJsonObject(call['function']))) return readToolCalls(item)
  return calls.map((call) => ({
    id: nameField(call, 'id'),
    name: stringField(call, 'name') ?? '',
    arguments: call['parameters'] ?? null,
  }))
}

/** Reads the request of the first version, where the last message stands apart from the others. */
export function readCohereRequestV1(body: JsonObject): RequestReading | null {
  const asked = body['message']
  if (typeof asked !== 'string') return null
  const preamble = stringField(body, 'preamble') ?? ''
  return {
    model: nameField(body, 'model'),
    stream: body['stream'] === true,
    messages: [
      ...(preamble === '' ? [] : [message('system', preamble)]),
      ...objectsOf(body['chat_history']).map(readTurn),
      ...(asked === '' ? [] : [message('user', asked)]),
      ...objectsOf(body['tool_results']).map(readResult),
    ],
    tools: objectsOf(body['tools']).flatMap((tool) => nameField(tool, 'name') ?? []),
  }
}

const ROLES: ReadonlyMap<string, ModelMessage['role']> = new Map([
  ['SYSTEM', 'system'],
  ['CHATBOT', 'assistant'],
  ['TOOL', 'tool'],
])

function readTurn(turn: JsonObject): ModelMessage {
  const role = ROLES.get(String(turn['role']).toUpperCase()) ?? 'user'
  const results = objectsOf(turn['tool_results']).map(({ outputs }) => jsonText(outputs ?? null))
  const text = [stringField(turn, 'message') ?? '', ...results].filter(Boolean).join('\n')
  return message(role, text, { toolCalls: readCohereCalls(turn) })
}

function readResult(result: JsonObject): ModelMessage {
  return message('tool', jsonText(result['outputs'] ?? null), {
    toolCallId: nameField(objectField(result, 'call'), 'id'),
  })
}
