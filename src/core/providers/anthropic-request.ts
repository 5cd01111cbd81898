import { isJsonObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { nameField, objectsOf, stringField } from './json-fields.ts'
import { contentText, message, providedText } from './message.ts'
import type { ModelMessage, RequestReading, ToolCall } from './model-call.ts'
import { segmentAfter } from './url-path.ts'

/**
 * Reads the request of the messages API.
 *
 * @note Many an API has a path that ends in `/messages`: only a model, a limit and a conversation
 * make it Anthropic's.
 */
export function readAnthropicRequest(body: JsonObject, path: string): RequestReading | null {
  const model = nameField(body, 'model') ?? vertexModel(body, path)
  if (model === null || typeof body['max_tokens'] !== 'number') return null
  const { messages } = body
  if (!Array.isArray(messages) || !messages.every(isTurn)) return null
  return {
    model,
    stream: body['stream'] === true,
    messages: [...system(body['system']), ...objectsOf(messages).flatMap(readTurn)],
    tools: objectsOf(body['tools']).flatMap((tool) => nameField(tool, 'name') ?? []),
  }
}

/** Vertex names the model in the path: `/models/claude-sonnet-4-5:rawPredict`. */
function vertexModel(body: JsonObject, path: string): string | null {
  if (typeof body['anthropic_version'] !== 'string') return null
  return segmentAfter(path, 'models')?.split(':')[0] || null
}

function isTurn(item: JsonValue): boolean {
  if (!isJsonObject(item) || typeof item['role'] !== 'string') return false
  return typeof item['content'] === 'string' || Array.isArray(item['content'])
}

function system(content: JsonValue | undefined): Array<ModelMessage> {
  const text = contentText(content, 'system')
  return text === '' ? [] : [message('system', text)]
}

/** Reads a turn into messages: one for each tool result, and one for the text beside them. */
function readTurn(turn: JsonObject): Array<ModelMessage> {
  const { content } = turn
  const speaker = stringField(turn, 'role')
  const role = speaker === 'assistant' || speaker === 'system' ? speaker : 'user'
  const blocks = objectsOf(content)
  const results = blocks.filter((block) => block['type'] === 'tool_result')
  const own = message(role, contentText(content, role), { toolCalls: readToolUses(content) })
  if (results.length === 0) return [own, ...blocks.flatMap(readProvided)]
  return [...results.map(readResult), ...(results.length < blocks.length ? [own] : [])]
}

/** Results of the tools that Anthropic runs itself stand in the turn that called them. */
function readProvided(block: JsonObject): Array<ModelMessage> {
  if (!stringField(block, 'type')?.endsWith('_tool_result')) return []
  const toolCallId = nameField(block, 'tool_use_id')
  return [message('tool', providedText(block['content']), { toolCallId })]
}

function readResult(block: JsonObject): ModelMessage {
  return message('tool', contentText(block['content'], 'tool'), {
    toolCallId: nameField(block, 'tool_use_id'),
  })
}

const TOOL_USES: ReadonlySet<unknown> = new Set(['tool_use', 'server_tool_use', 'mcp_tool_use'])

/** The tool calls in a message's content, those that Anthropic runs itself included. */
export function readToolUses(content: JsonValue | undefined): Array<ToolCall> {
  return objectsOf(content)
    .filter((block) => TOOL_USES.has(block['type']))
    .map((block) => ({
      id: nameField(block, 'id'),
      name: stringField(block, 'name') ?? '',
      arguments: block['input'] ?? null,
    }))
}
