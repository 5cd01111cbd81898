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
import { contentText } from './message.ts'
import type { ModelResponse, ProviderApi, Usage } from './model-call.ts'
import { readCallItem, readResponsesRequest } from './openai-responses-request.ts'

/**
 * The responses API.
 *
 * @see https://platform.openai.com/docs/api-reference/responses
 */
export const openAiResponses: ProviderApi = {
  provider: 'openai',
  api: 'responses',
  operation: 'chat',
  ownsPath: (path) => path.endsWith('/responses'),
  readRequest: readResponsesRequest,
  readResponse(body) {
    const events = chunksOf(body)
    if (events) return readEvents(events)
    const document = documentOf(body)
    return document && isResponse(document) ? readDocument(document) : null
  },
}

function isResponse(document: JsonObject): boolean {
  return document['object'] === 'response' || Array.isArray(document['output'])
}

function readDocument(document: JsonObject, output = objectsOf(document['output'])): ModelResponse {
  return {
    model: nameField(document, 'model'),
    usage: readUsage(objectField(document, 'usage')),
    stopReason: stopReason(document),
    text: output.filter(isMessage).map(itemText).join(''),
    toolCalls: output.flatMap(readCallItem),
  }
}

function isMessage(item: JsonObject): boolean {
  return item['type'] === 'message'
}

function itemText(item: JsonObject): string {
  return contentText(item['content'], 'assistant')
}

function stopReason(document: JsonObject): string | null {
  const status = nameField(document, 'status')
  if (status === 'in_progress' || status === 'queued') return null
  return nameField(objectField(document, 'incomplete_details'), 'reason') ?? status
}

function readUsage(usage: JsonObject): Usage | null {
  const inputTokens = countField(usage, 'input_tokens')
  const outputTokens = countField(usage, 'output_tokens')
  if (inputTokens === null && outputTokens === null) return null
  const details = objectField(usage, 'input_tokens_details')
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: countField(details, 'cached_tokens'),
    cacheWriteTokens: countField(details, 'cache_write_tokens'),
  }
}

/**
 * @note The last event holds the whole response, except where a server leaves its output empty or
 * where the stream broke off.
 */
function readEvents(events: Array<JsonObject>): ModelResponse | null {
  let response: JsonObject | null = null
  const items = new Map<number, JsonObject>()
  for (const event of events) {
    if (isJsonObject(event['response'])) response = event['response']
    const index = event['output_index']
    if (typeof index === 'number') addToItem(items, index, event)
  }
  if (response === null && items.size === 0) return null
  const collected = [...items].sort(([a], [b]) => a - b).map(([, item]) => item)
  const final = objectsOf(response?.['output'])
  return readDocument(response ?? {}, final.length > 0 ? final : collected)
}

function addToItem(items: Map<number, JsonObject>, index: number, event: JsonObject): void {
  const type = stringField(event, 'type')
  if (type === 'response.output_item.added' || type === 'response.output_item.done') {
    if (isJsonObject(event['item'])) items.set(index, { ...event['item'] })
    return
  }
  const item = items.get(index)
  const delta = stringField(event, 'delta') ?? ''
  if (type === 'response.output_text.delta' || type === 'response.refusal.delta') {
    const text = (item ? itemText(item) : '') + delta
    items.set(index, { ...item, type: 'message', content: [{ type: 'output_text', text }] })
  } else if (item && type === 'response.function_call_arguments.delta') {
    item['arguments'] = (stringField(item, 'arguments') ?? '') + delta
  } else if (item && type === 'response.custom_tool_call_input.delta') {
    item['input'] = (stringField(item, 'input') ?? '') + delta
  }
}
