import { isJsonObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { nameField, objectField, objectsOf, stringField } from './json-fields.ts'
import { contentText, jsonText, message, providedText } from './message.ts'
import type { ModelMessage, RequestReading, ToolCall } from './model-call.ts'
import { openAiModel, openAiRole } from './openai-chat-request.ts'
import { parseArguments } from './tool-calls.ts'

/** Reads the request of the responses API; `null` where it names no model and no stored prompt. */
export function readResponsesRequest(body: JsonObject, path: string): RequestReading | null {
  const { input } = body
  const model = openAiModel(body, path)
  const storedPrompt = nameField(objectField(body, 'prompt'), 'id') !== null
  const hasInput = typeof input === 'string' || Array.isArray(input)
  if (!storedPrompt && (model === null || !hasInput)) return null
  return {
    model,
    stream: body['stream'] === true,
    messages: [...instructions(body), ...readInput(input)],
    tools: objectsOf(body['tools']).flatMap(toolName),
  }
}

function instructions(body: JsonObject): Array<ModelMessage> {
  const text = contentText(body['instructions'], 'system')
  return text === '' ? [] : [message('system', text)]
}

function readInput(input: JsonValue | undefined): Array<ModelMessage> {
  if (typeof input === 'string') return [message('user', input)]
  return objectsOf(input).flatMap(readItem)
}

function readItem(item: JsonObject): Array<ModelMessage> {
  const type = stringField(item, 'type')
  if (type === null || type === 'message') {
    const role = openAiRole(stringField(item, 'role'))
    return [message(role, contentText(item['content'], role))]
  }
  if (isCallOutput(item)) {
    return [message('tool', outputText(item['output']), { toolCallId: nameField(item, 'call_id') })]
  }
  const calls = readCallItem(item)
  return calls.length > 0
    ? [message('assistant', '', { toolCalls: calls }), ...readProvided(item)]
    : []
}

/** Results of the tools that OpenAI runs itself stand beside their calls. */
function readProvided(item: JsonObject): Array<ModelMessage> {
  const given = item['output'] ?? item['outputs'] ?? item['results'] ?? null
  if (given === null) return []
  const text = providedText(given)
  return text === '' ? [] : [message('tool', text, { toolCallId: nameField(item, 'id') })]
}

/** Recognises an item that is a tool's output. */
function isCallOutput(item: JsonObject): boolean {
  return stringField(item, 'type')?.endsWith('_call_output') ?? false
}

function outputText(output: JsonValue | undefined): string {
  if (isJsonObject(output)) return jsonText(output)
  return contentText(output, 'tool')
}

const BUILT_IN_CALLS: ReadonlyMap<string, string> = new Map([
  ['computer_call', 'computer'],
  ['local_shell_call', 'local_shell'],
  ['shell_call', 'shell'],
  ['apply_patch_call', 'apply_patch'],
])

/** Calls that OpenAI runs itself, each with the fields that hold what it asks for. */
const PROVIDER_CALLS: ReadonlyMap<string, [name: string, ...fields: string[]]> = new Map([
  ['web_search_call', ['web_search', 'action']],
  ['file_search_call', ['file_search', 'queries']],
  ['code_interpreter_call', ['code_interpreter', 'code']],
  ['image_generation_call', ['image_generation', 'revised_prompt']],
])

/** The tool call of a conversation item, whether its caller or OpenAI runs it; empty for any other item. */
export function readCallItem(item: JsonObject): Array<ToolCall> {
  const type = stringField(item, 'type') ?? ''
  const id = nameField(item, 'call_id') ?? nameField(item, 'id')
  const builtIn = BUILT_IN_CALLS.get(type)
  if (builtIn) {
    const action = item['action'] ?? item['actions'] ?? item['operation'] ?? null
    return [{ id, name: builtIn, arguments: action }]
  }
  if (type === 'tool_search_call' && item['execution'] === 'client') {
    return [{ id, name: 'tool_search', arguments: item['arguments'] ?? null }]
  }
  const provided = PROVIDER_CALLS.get(type)
  if (provided) return [{ id, name: provided[0], arguments: item[provided[1]!] ?? null }]
  const name = nameField(item, 'name')
  if (name === null) return []
  if (type === 'mcp_call') return [{ id, name, arguments: parseArguments(item['arguments']) }]
  if (type === 'function_call') return [{ id, name, arguments: parseArguments(item['arguments']) }]
  if (type === 'custom_tool_call') return [{ id, name, arguments: item['input'] ?? null }]
  return []
}

function toolName(tool: JsonObject): Array<string> {
  const name = nameField(tool, 'name') ?? nameField(tool, 'server_label') ?? nameField(tool, 'type')
  return name ? [name] : []
}
