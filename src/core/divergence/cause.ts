import { isJsonObject, type JsonValue } from '../json.ts'
import type { Cause } from './schema.ts'
import type { PathDifference } from './json-paths.ts'

const SYSTEM = /^\$\.(system|instructions|systemInstruction|system_instruction)\b/
const SCHEMA = /^\$\.(tools|functions|toolConfig|tool_choice)\b/
const MESSAGE = /^\$\.(messages|input|contents)\[(\d+)\]/
const PROMPT = /^\$\.(messages|input|contents|prompt)\b/

/**
 * Names the cause of a model call that differs, by where it differs first.
 *
 * @param body The replayed request's body: a message's role says whose words changed.
 */
export function causeOf(differences: readonly PathDifference[], body: JsonValue): Cause {
  const first = differences[0]
  if (!first?.path.startsWith('$')) return 'unknown'
  if (SYSTEM.test(first.path)) return 'system_prompt'
  if (SCHEMA.test(first.path)) return 'tool_schema'
  const message = MESSAGE.exec(first.path)
  if (message && isJsonObject(body)) {
    const list = body[message[1]!]
    return causeOfMessage(
      first.recorded,
      first.path,
      Array.isArray(list) ? list[Number(message[2])] : undefined,
    )
  }
  if (PROMPT.test(first.path)) return 'prompt'
  return /^\$\.\w+/.test(first.path) ? 'model_parameters' : 'unknown'
}

function causeOfMessage(
  recorded: JsonValue | undefined,
  path: string,
  message: JsonValue | undefined,
): Cause {
  // A whole message that is gone or new is told from what the recorded side had.
  const told = isJsonObject(message) ? message : isJsonObject(recorded) ? recorded : undefined
  if (!told) return 'prompt'
  if (told['role'] === 'system' || told['role'] === 'developer') return 'system_prompt'
  if (told['role'] === 'tool' || told['type'] === 'function_call_output') return 'tool_result'
  const block = /\.(?:content|parts)\[(\d+)\]/.exec(path)
  const blocks = told['content'] ?? told['parts']
  const changed = block && Array.isArray(blocks) ? blocks[Number(block[1])] : undefined
  const isResult =
    isJsonObject(changed) && (changed['type'] === 'tool_result' || 'functionResponse' in changed)
  return isResult ? 'tool_result' : 'prompt'
}
