import { isJsonObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { nameField, objectField, objectsOf, stringField } from './json-fields.ts'
import { contentText, jsonText, message } from './message.ts'
import type { ModelMessage, RequestReading, ToolCall } from './model-call.ts'
import { segmentAfter } from './url-path.ts'

/** The model of `/model/us.amazon.nova-lite-v1:0/converse`; of an ARN, its last part. */
export function bedrockModel(path: string): string | null {
  const segment = segmentAfter(path, 'model')
  if (segment === null) return null
  return segment.replace(/%2f/gi, '/').split('/').at(-1) || null
}

/** Reads the request of `Converse`, whose form Nova's own has too. */
export function readConverseRequest(body: JsonObject, path: string): RequestReading | null {
  const { messages } = body
  const model = bedrockModel(path)
  if (model === null || !Array.isArray(messages) || !messages.every(isTurn)) return null
  return {
    model,
    stream: path.endsWith('-stream'),
    messages: [...system(body['system']), ...objectsOf(messages).flatMap(readTurn)],
    tools: objectsOf(objectField(body, 'toolConfig')['tools']).flatMap(toolName),
  }
}

function isTurn(item: JsonValue): boolean {
  return isJsonObject(item) && typeof item['role'] === 'string' && Array.isArray(item['content'])
}

function system(content: JsonValue | undefined): Array<ModelMessage> {
  const text = contentText(content, 'system')
  return text === '' ? [] : [message('system', text)]
}

function readTurn(turn: JsonObject): Array<ModelMessage> {
  const role = turn['role'] === 'assistant' ? 'assistant' : 'user'
  const blocks = objectsOf(turn['content'])
  const results = blocks.flatMap((block) =>
    isJsonObject(block['toolResult']) ? [readResult(block['toolResult'])] : [],
  )
  const own = message(role, contentText(blocks, role), { toolCalls: blocks.flatMap(readToolUse) })
  if (results.length === 0) return [own]
  return [...results, ...(results.length < blocks.length ? [own] : [])]
}

function readResult(result: JsonObject): ModelMessage {
  const texts = objectsOf(result['content']).map((part) =>
    part['json'] === undefined ? contentText([part], 'tool') : jsonText(part['json']),
  )
  return message('tool', texts.join('\n'), { toolCallId: nameField(result, 'toolUseId') })
}

/** The tool call of a block; empty where the block is none. */
export function readToolUse(block: JsonObject): Array<ToolCall> {
  const { toolUse } = block
  if (!isJsonObject(toolUse)) return []
  const name = stringField(toolUse, 'name') ?? ''
  return [{ id: nameField(toolUse, 'toolUseId'), name, arguments: toolUse['input'] ?? null }]
}

function toolName(tool: JsonObject): Array<string> {
  const name =
    nameField(objectField(tool, 'toolSpec'), 'name') ??
    nameField(objectField(tool, 'systemTool'), 'name')
  return name ? [name] : []
}
