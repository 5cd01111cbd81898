import { isJsonObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { nameField, objectsOf } from './json-fields.ts'
import { contentText, jsonText, message } from './message.ts'
import type { ModelMessage, RequestReading, ToolCall } from './model-call.ts'

/** The model and the method of `/v1beta/models/gemini-2.5-flash:generateContent`. */
export function googleTarget(path: string): { model: string; method: string } | null {
  const match = /\/([^/:]+)\/([^/:]+):([A-Za-z]+)$/.exec(path)
  if (!match || !COLLECTIONS.has(match[1]!)) return null
  return { model: match[2]!, method: match[3]! }
}

const COLLECTIONS: ReadonlySet<string> = new Set(['models', 'tunedModels', 'endpoints'])

/** A field by its JSON name or its proto name, both of which Google accepts. */
export function googleField(object: JsonObject, camel: string): JsonValue | undefined {
  return object[camel] ?? object[camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]
}

/** Reads the request of `generateContent` and `streamGenerateContent`. */
export function readGoogleRequest(body: JsonObject, path: string): RequestReading | null {
  const target = googleTarget(path)
  const contents = isJsonObject(body['contents']) ? [body['contents']] : body['contents']
  if (!target || !Array.isArray(contents)) return null
  return {
    model: target.model,
    stream: target.method === 'streamGenerateContent',
    messages: [
      ...system(googleField(body, 'systemInstruction')),
      ...objectsOf(contents).flatMap(readContent),
    ],
    tools: (isJsonObject(body['tools']) ? [body['tools']] : objectsOf(body['tools'])).flatMap(
      toolNames,
    ),
  }
}

function system(instruction: JsonValue | undefined): Array<ModelMessage> {
  const parts = isJsonObject(instruction) ? instruction['parts'] : instruction
  const text = contentText(isJsonObject(parts) ? [parts] : parts, 'system')
  return text === '' ? [] : [message('system', text)]
}

function readContent(content: JsonObject): Array<ModelMessage> {
  const parts = isJsonObject(content['parts']) ? [content['parts']] : objectsOf(content['parts'])
  const role = content['role'] === 'model' ? 'assistant' : 'user'
  const results = parts.flatMap((part) => {
    const result = googleField(part, 'functionResponse')
    return isJsonObject(result) ? [readResult(result)] : []
  })
  const own = message(role, contentText(parts.filter(isAnswerText), role), {
    toolCalls: parts.flatMap(readFunctionCall),
  })
  if (results.length === 0) return [own]
  return [...results, ...(results.length < parts.length ? [own] : [])]
}

function readResult(result: JsonObject): ModelMessage {
  return message('tool', jsonText(result['response'] ?? null), {
    toolCallId: nameField(result, 'id'),
  })
}

/** Distinguishes the text of an answer from the model's thoughts. */
export function isAnswerText(part: JsonObject): boolean {
  return part['thought'] !== true
}

/** The call of Google's own interpreter in a part; empty where the part is none. */
export function readExecutedCode(part: JsonObject): Array<ToolCall> {
  const code = googleField(part, 'executableCode')
  return isJsonObject(code)
    ? [{ id: nameField(code, 'id'), name: 'code_execution', arguments: code }]
    : []
}

/** The tool call of a part; empty where the part is none. */
function readFunctionCall(part: JsonObject): Array<ToolCall> {
  const call = googleField(part, 'functionCall')
  if (!isJsonObject(call)) return readExecutedCode(part)
  const name = nameField(call, 'name')
  return name ? [{ id: nameField(call, 'id'), name, arguments: call['args'] ?? {} }] : []
}

function toolNames(tool: JsonObject): Array<string> {
  const declared = googleField(tool, 'functionDeclarations')
  if (declared === undefined) return Object.keys(tool)
  return objectsOf(declared).flatMap((declaration) => nameField(declaration, 'name') ?? [])
}
