import { isJsonObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import {
  chunksOf,
  countField,
  documentOf,
  nameField,
  objectField,
  objectsOf,
  stringField,
} from './json-fields.ts'
import { contentText, jsonText, message } from './message.ts'
import type { ModelMessage, ModelResponse, ProviderApi, ToolCall, Usage } from './model-call.ts'
import { parseArguments } from './tool-calls.ts'

/**
 * Vercel's AI Gateway, as the AI SDK speaks with it: the model is named in a header, the body is the SDK's own form.
 *
 * @see https://vercel.com/docs/ai-gateway
 */
export const vercelGateway: ProviderApi = {
  provider: 'vercel',
  api: 'ai-gateway',
  operation: 'chat',
  ownsPath: (path) => path.endsWith('/ai/language-model'),
  readRequest(body, _path, headers) {
    const { prompt } = body
    if (!Array.isArray(prompt) || !prompt.every(isTurn)) return null
    return {
      model: headers.get('ai-language-model-id') || null,
      stream: headers.get('ai-language-model-streaming') === 'true',
      messages: objectsOf(prompt).flatMap(readTurn),
      tools: objectsOf(body['tools']).flatMap((tool) => nameField(tool, 'name') ?? []),
    }
  },
  readResponse(body) {
    const events = chunksOf(body)
    if (events) return readParts(events)
    const document = documentOf(body)
    if (!document || !Array.isArray(document['content'])) return null
    return readAnswer(document, objectsOf(document['content']))
  },
}

function isTurn(item: JsonValue): boolean {
  return isJsonObject(item) && typeof item['role'] === 'string'
}

function readTurn(turn: JsonObject): Array<ModelMessage> {
  const speaker = stringField(turn, 'role')
  const role = speaker === 'assistant' || speaker === 'system' ? speaker : 'user'
  const parts = objectsOf(turn['content'])
  const results = parts.filter((part) => part['type'] === 'tool-result').map(readResult)
  if (speaker === 'tool') return results
  const said = typeof turn['content'] === 'string' ? turn['content'] : parts.filter(isShown)
  const own = message(role, contentText(said, role), { toolCalls: parts.flatMap(readCall) })
  return [own, ...results]
}

function isShown(part: JsonObject): boolean {
  return part['type'] === 'text' || part['type'] === 'file'
}

function readResult(part: JsonObject): ModelMessage {
  const output = objectField(part, 'output')
  const value = output['value'] ?? null
  const text = typeof value === 'string' ? value : jsonText(value)
  return message('tool', text, { toolCallId: nameField(part, 'toolCallId') })
}

function readCall(part: JsonObject): Array<ToolCall> {
  if (part['type'] !== 'tool-call') return []
  return [
    {
      id: nameField(part, 'toolCallId'),
      name: stringField(part, 'toolName') ?? '',
      arguments: parseArguments(part['input'] ?? part['args']),
    },
  ]
}

/** @note The text of a stream comes as deltas, whose field was `textDelta` once. */
function readParts(parts: Array<JsonObject>): ModelResponse | null {
  const end = parts.findLast((part) => part['type'] === 'finish')
  const known = parts.filter(({ type }) => type === 'text-delta' || type === 'tool-call')
  if (!end && known.length === 0) return null
  const about = parts.findLast((part) => part['type'] === 'response-metadata')
  const shown = parts.map((part) =>
    part['type'] === 'text-delta'
      ? { type: 'text', text: part['delta'] ?? part['textDelta'] ?? '' }
      : part,
  )
  return readAnswer({ ...end, response: about ?? {} }, shown)
}

function readAnswer(about: JsonObject, parts: Array<JsonObject>): ModelResponse {
  const reason = about['finishReason']
  const answer = objectField(about, 'response')
  return {
    model: nameField(answer, 'modelId') ?? nameField(answer, 'model'),
    usage: readUsage(objectField(about, 'usage')),
    stopReason:
      typeof reason === 'string'
        ? reason
        : nameField(objectField(about, 'finishReason'), 'unified'),
    text: contentText(parts.filter(isShown), 'assistant'),
    toolCalls: parts.flatMap(readCall),
  }
}

/** @note The counts are numbers in versions 2, objects with a total in version 3. */
function readUsage(usage: JsonObject): Usage | null {
  const input = objectField(usage, 'inputTokens')
  const output = objectField(usage, 'outputTokens')
  const inputTokens = countField(usage, 'inputTokens') ?? countField(input, 'total')
  const outputTokens = countField(usage, 'outputTokens') ?? countField(output, 'total')
  if (inputTokens === null && outputTokens === null) return null
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: countField(usage, 'cachedInputTokens') ?? countField(input, 'cacheRead'),
    cacheWriteTokens: countField(input, 'cacheWrite'),
  }
}
