import { isJsonObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { readConverseRequest, readToolUse } from './bedrock-request.ts'
import {
  countField,
  documentOf,
  nameField,
  objectField,
  objectsOf,
  stringField,
} from './json-fields.ts'
import { contentText } from './message.ts'
import {
  emptyResponse,
  type ModelBody,
  type ModelResponse,
  type ProviderApi,
  type Usage,
} from './model-call.ts'
import { StreamedToolCalls } from './tool-calls.ts'

/**
 * `Converse` and `ConverseStream` of Bedrock.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export const bedrockConverse: ProviderApi = {
  provider: 'aws',
  api: 'converse',
  operation: 'chat',
  ownsPath: (path) => /\/model\/[^/]+\/converse(-stream)?$/.test(path),
  readRequest: readConverseRequest,
  readResponse(body) {
    if ('events' in body) return readConverseEvents(body)
    const document = documentOf(body)
    return document && readConverseAnswer(document)
  },
}

/** Reads a whole answer; `null` where it holds no message. */
export function readConverseAnswer(document: JsonObject): ModelResponse | null {
  const output = objectField(document, 'output')
  if (!isJsonObject(output['message'])) return null
  const { content } = output['message']
  return {
    model: routedModel(document),
    usage: readConverseUsage(objectField(document, 'usage')),
    stopReason: nameField(document, 'stopReason'),
    text: contentText(content, 'assistant'),
    toolCalls: objectsOf(content).flatMap(readToolUse),
  }
}

/** The model that a prompt router chose. */
function routedModel(document: JsonObject): string | null {
  const id = nameField(
    objectField(objectField(document, 'trace'), 'promptRouter'),
    'invokedModelId',
  )
  return id?.split('/').at(-1) || null
}

/** @note Their `inputTokens` leaves out what was read from and written to the cache. */
function readConverseUsage(usage: JsonObject): Usage | null {
  const uncached = countField(usage, 'inputTokens')
  const outputTokens = countField(usage, 'outputTokens')
  if (uncached === null && outputTokens === null) return null
  const cachedInputTokens =
    countField(usage, 'cacheReadInputTokens') ?? countField(usage, 'cacheReadInputTokenCount')
  const cacheWriteTokens =
    countField(usage, 'cacheWriteInputTokens') ?? countField(usage, 'cacheWriteInputTokenCount')
  const inputTokens =
    uncached === null ? null : uncached + (cachedInputTokens ?? 0) + (cacheWriteTokens ?? 0)
  return { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens }
}

/** @note The name of an event stands beside its data in the stream, and around it in Nova's own. */
export function readConverseEvents(
  body: Extract<ModelBody, { events: unknown }>,
): ModelResponse | null {
  const calls = new StreamedToolCalls()
  const read = emptyResponse()
  let known = 0
  for (const { event, data } of body.events) {
    if (!isJsonObject(data)) continue
    const named: JsonObject = event && !isJsonObject(data[event]) ? { [event]: data } : data
    if (KNOWN.some((name) => isJsonObject(named[name]))) known++
    addStart(calls, objectField(named, 'contentBlockStart'))
    read.text += addDelta(calls, objectField(named, 'contentBlockDelta'))
    read.stopReason = nameField(objectField(named, 'messageStop'), 'stopReason') ?? read.stopReason
    const metadata = objectField(named, 'metadata')
    read.usage = readConverseUsage(objectField(metadata, 'usage')) ?? read.usage
    read.model = routedModel(metadata) ?? read.model
  }
  return known > 0 ? { ...read, toolCalls: calls.list() } : null
}

const KNOWN = ['messageStart', 'contentBlockStart', 'contentBlockDelta', 'messageStop', 'metadata']

function addStart(calls: StreamedToolCalls, start: JsonObject): void {
  const index = countField(start, 'contentBlockIndex') ?? 0
  for (const { id, name } of readToolUse(objectField(start, 'start'))) {
    calls.start(index, { id, name, initial: {} })
  }
}

function addDelta(calls: StreamedToolCalls, block: JsonObject): string {
  const index = countField(block, 'contentBlockIndex') ?? 0
  const delta = objectField(block, 'delta')
  calls.append(index, stringField(objectField(delta, 'toolUse'), 'input') ?? '')
  return stringField(delta, 'text') ?? ''
}
