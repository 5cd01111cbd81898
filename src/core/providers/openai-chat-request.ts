import { isJsonObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { nameField, objectField, objectsOf, stringField } from './json-fields.ts'
import { contentText, message } from './message.ts'
import type { ModelMessage, RequestReading, ToolCall } from './model-call.ts'
import { parseArguments } from './tool-calls.ts'
import { segmentAfter } from './url-path.ts'

const ROLES: ReadonlyMap<string, ModelMessage['role']> = new Map([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['assistant', 'assistant'],
  ['tool', 'tool'],
  ['function', 'tool'],
])

/** Reads the request of a chat completion; `null` where there are no messages. */
export function readChatRequest(body: JsonObject, path: string): RequestReading | null {
  const { messages } = body
  if (!Array.isArray(messages)) return null
  if (!messages.every((item) => isJsonObject(item) && typeof item['role'] === 'string')) return null
  return {
    model: openAiModel(body, path),
    stream: body['stream'] === true,
    messages: objectsOf(messages).map(readMessage),
    tools: [...objectsOf(body['tools']), ...objectsOf(body['functions'])].flatMap(toolName),
  }
}

/** The model of the body; for Azure, whose body may have none, the deployment in the path. */
export function openAiModel(body: JsonObject, path: string): string | null {
  return nameField(body, 'model') ?? segmentAfter(path, 'deployments')
}

/** Maps a role to this package's; an unknown one counts as `user`. */
export function openAiRole(role: string | null): ModelMessage['role'] {
  return ROLES.get(role ?? '') ?? 'user'
}

function readMessage(item: JsonObject): ModelMessage {
  const role = openAiRole(stringField(item, 'role'))
  return message(role, messageText(item, role), {
    toolCalls: readToolCalls(item),
    toolCallId: role === 'tool' ? stringField(item, 'tool_call_id') : null,
  })
}

/** The text of a message, or its refusal. */
export function messageText(item: JsonObject, role: ModelMessage['role']): string {
  return contentText(item['content'], role) || (stringField(item, 'refusal') ?? '')
}

/** The calls of an assistant's message, the old `function_call` included. */
export function readToolCalls(item: JsonObject): Array<ToolCall> {
  const calls = [
    ...objectsOf(item['tool_calls']).flatMap(readToolCall),
    ...objectsOf(item['executed_tools']).flatMap(readExecutedTool),
  ]
  const old = item['function_call']
  if (!isJsonObject(old)) return calls
  return [...calls, ...readToolCall({ function: old })]
}

/** A call that Groq runs itself. */
function readExecutedTool(call: JsonObject): Array<ToolCall> {
  const name = nameField(call, 'name') ?? nameField(call, 'type')
  return name ? [{ id: null, name, arguments: parseArguments(call['arguments']) }] : []
}

function readToolCall(call: JsonObject): Array<ToolCall> {
  const id = nameField(call, 'id')
  const custom = objectField(call, 'custom')
  const customName = nameField(custom, 'name')
  if (customName) return [{ id, name: customName, arguments: custom['input'] ?? null }]
  const called = objectField(call, 'function')
  const name = nameField(called, 'name')
  return name ? [{ id, name, arguments: parseArguments(called['arguments']) }] : []
}

function toolName(tool: JsonObject): Array<string> {
  const name =
    nameField(objectField(tool, 'function'), 'name') ??
    nameField(objectField(tool, 'custom'), 'name') ??
    nameField(tool, 'name') ??
    nameField(tool, 'type')
  return name ? [name] : []
}
