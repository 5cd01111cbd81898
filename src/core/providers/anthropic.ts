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
import { contentText } from './message.ts'
import type { ModelResponse, ProviderApi, Usage } from './model-call.ts'
import { readAnthropicRequest, readToolUses } from './anthropic-request.ts'
import { StreamedToolCalls } from './tool-calls.ts'

/**
 * The messages API, on Vertex too.
 *
 * @see https://platform.claude.com/docs/en/api/messages
 */
export const anthropicMessages: ProviderApi = {
  provider: 'anthropic',
  api: 'messages',
  operation: 'chat',
  ownsPath: (path) =>
    path.endsWith('/messages') || /\/models\/[^/]+:(stream)?rawPredict$/i.test(path),
  readRequest(body, path) {
    const read = readAnthropicRequest(body, path)
    return read && { ...read, stream: read.stream || path.endsWith(':streamRawPredict') }
  },
  readResponse(body) {
    const events = chunksOf(body)
    if (events) return readEvents(events)
    const document = documentOf(body)
    return document?.['type'] === 'message' ? readMessage(document) : null
  },
}

function readMessage(document: JsonObject): ModelResponse {
  const { content } = document
  return {
    model: nameField(document, 'model'),
    usage: readUsage(objectField(document, 'usage')),
    stopReason: nameField(document, 'stop_reason'),
    text: contentText(content, 'assistant'),
    toolCalls: readToolUses(content),
  }
}

/** @note Their `input_tokens` leaves out what was read from and written to the cache. */
function readUsage(usage: JsonObject): Usage | null {
  const uncached = countField(usage, 'input_tokens')
  const outputTokens = countField(usage, 'output_tokens')
  if (uncached === null && outputTokens === null) return null
  const cachedInputTokens = countField(usage, 'cache_read_input_tokens')
  const cacheWriteTokens = countField(usage, 'cache_creation_input_tokens')
  const inputTokens =
    uncached === null ? null : uncached + (cachedInputTokens ?? 0) + (cacheWriteTokens ?? 0)
  return { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens }
}

/**
 * @note A second `message_start` comes from a proxy that started again: the events before it are
 * void.
 */
function readEvents(events: Array<JsonObject>): ModelResponse | null {
  const start = events.findLastIndex((event) => event['type'] === 'message_start')
  const answer = events[start]
  if (!answer) return null
  const stream = new MessageStream(objectField(answer, 'message'))
  for (const event of events.slice(start + 1)) stream.add(event)
  return stream.read()
}

class MessageStream {
  readonly #calls = new StreamedToolCalls()
  #model: string | null
  /**
   * The output count of `message_start` is a placeholder: only `message_delta` has the real one.
   */
  #usage: JsonObject
  #text = ''
  #stopReason: string | null = null

  constructor(start: JsonObject) {
    this.#model = nameField(start, 'model')
    this.#usage = { ...objectField(start, 'usage'), output_tokens: null }
  }

  add(event: JsonObject): void {
    const index = event['index']
    const key = typeof index === 'number' ? index : 0
    const type = stringField(event, 'type')
    if (type === 'content_block_start') this.#begin(key, objectField(event, 'content_block'))
    if (type === 'content_block_delta') this.#continue(key, objectField(event, 'delta'))
    if (type === 'message_delta') this.#end(event)
  }

  read(): ModelResponse {
    return {
      model: this.#model,
      usage: readUsage(this.#usage),
      stopReason: this.#stopReason,
      text: this.#text,
      toolCalls: this.#calls.list(),
    }
  }

  #begin(key: number, block: JsonObject): void {
    if (block['type'] === 'fallback')
      this.#model = nameField(objectField(block, 'to'), 'model') ?? this.#model
    this.#text += stringField(block, 'text') ?? ''
    for (const { id, name, arguments: initial } of readToolUses([block])) {
      this.#calls.start(key, { id, name, initial })
    }
  }

  #continue(key: number, delta: JsonObject): void {
    if (delta['type'] === 'text_delta') this.#text += stringField(delta, 'text') ?? ''
    if (delta['type'] === 'input_json_delta') {
      this.#calls.append(key, stringField(delta, 'partial_json') ?? '')
    }
  }

  #end(event: JsonObject): void {
    this.#stopReason = nameField(objectField(event, 'delta'), 'stop_reason') ?? this.#stopReason
    if (!isJsonObject(event['usage'])) return
    const said = Object.entries(event['usage']).filter(([, value]) => value !== null)
    this.#usage = { ...this.#usage, ...Object.fromEntries(said) }
  }
}
