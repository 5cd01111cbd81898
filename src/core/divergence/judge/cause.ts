import { headerMeaning } from '../../request-headers/header-meaning.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts'
import type { RequestChange } from '../differences/request-difference.ts'
import type { Cause } from '../schema.ts'

const SYSTEM = /^\$\.(system|preamble|instructions|systemInstruction|system_instruction)\b/
const SCHEMA = /^\$\.(tools|functions|toolConfig|tool_choice)\b/
const PROMPT = /^\$\.(messages?|chat_history|input|inputText|texts|contents|prompt|content)\b/
const RESULT = /^\$\.tool_results\b/

/** Names the cause of a call that differs, by the first change that nothing earlier explains. */
export function causeOf(type: string, { differences, message }: RequestChange): Cause {
  const { path } = differences[0]!
  if (path.startsWith('headers.')) return causeOfHeader(path.slice('headers.'.length))
  if (type !== 'llm') return 'unknown'
  if (message !== undefined) return causeOfMessage(message, path)
  if (path === 'url') return 'model_parameters'
  if (SYSTEM.test(path)) return 'system_prompt'
  if (SCHEMA.test(path)) return 'tool_schema'
  if (RESULT.test(path)) return 'tool_result'
  if (PROMPT.test(path)) return 'prompt'
  return /^\$\.\w+/.test(path) ? 'model_parameters' : 'unknown'
}

function causeOfHeader(name: string): Cause {
  const meaning = headerMeaning(name)
  const selectsModel = meaning.kind === 'meaningful' && meaning.selects === 'model'
  return selectsModel ? 'model_parameters' : 'request_headers'
}

function causeOfMessage(message: JsonValue, path: string): Cause {
  if (!isJsonObject(message)) return 'prompt'
  const { role, type } = message
  if (role === 'system' || role === 'developer') return 'system_prompt'
  if (role === 'tool' || role === 'function' || String(type).endsWith('_output'))
    return 'tool_result'
  if (changedParts(message, path).some(isToolResult)) return 'tool_result'
  if (role === 'assistant' || role === 'model') return 'model_output'
  // The items of a Responses request that are no messages are the model's output: calls, reasoning.
  return role === undefined && typeof type === 'string' ? 'model_output' : 'prompt'
}

/** The part of a message that a path leads into; all of them where it is the message itself. */
function changedParts(message: JsonObject, path: string): JsonValue[] {
  const parts = message['content'] ?? message['parts']
  if (!Array.isArray(parts)) return []
  const place = /\.(?:content|parts)\[(\d+)\]/.exec(path)
  return place ? parts.slice(Number(place[1]), Number(place[1]) + 1) : parts
}

function isToolResult(part: JsonValue): boolean {
  if (!isJsonObject(part)) return false
  return part['type'] === 'tool_result' || 'functionResponse' in part || 'toolResult' in part
}
