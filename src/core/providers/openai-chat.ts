import { isJsonObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import {
  chunksOf,
  documentOf,
  firstChoice,
  nameField,
  objectField,
  objectsOf,
  stringField,
} from './json-fields.ts'
import { emptyResponse, type ModelResponse, type ProviderApi, type Usage } from './model-call.ts'
import { messageText, readChatRequest, readToolCalls } from './openai-chat-request.ts'
import { readOpenAiUsage } from './openai-usage.ts'
import { StreamedToolCalls } from './tool-calls.ts'

/**
 * Chat completions of OpenAI, and of other providers with the same API.
 *
 * @see https://platform.openai.com/docs/api-reference/chat
 */
export const openAiChat: ProviderApi = {
  provider: 'openai',
  api: 'chat.completions',
  operation: 'chat',
  ownsPath: (path) => path.endsWith('/chat/completions'),
  readRequest: readChatRequest,
  readResponse(body) {
    const chunks = chunksOf(body)
    if (chunks) return readChunks(chunks)
    const document = documentOf(body)
    return document && readCompletion(document)
  },
}

function readCompletion(document: JsonObject): ModelResponse | null {
  if (!Array.isArray(document['choices'])) return null
  const choice = firstChoice(document['choices']) ?? {}
  const answer = objectField(choice, 'message')
  return {
    model: nameField(document, 'model'),
    usage: readOpenAiUsage(objectField(document, 'usage')),
    stopReason: nameField(choice, 'finish_reason'),
    text: messageText(answer, 'assistant'),
    toolCalls: readToolCalls(answer),
  }
}

function readChunks(chunks: Array<JsonObject>): ModelResponse | null {
  const known = chunks.filter((chunk) => Array.isArray(chunk['choices']))
  if (known.length === 0) return null
  const calls = new StreamedToolCalls()
  const read = emptyResponse()
  for (const chunk of known) {
    read.model ??= nameField(chunk, 'model')
    read.usage = chunkUsage(chunk) ?? read.usage
    const choice = firstChoice(chunk['choices']) ?? {}
    const delta = objectField(choice, 'delta')
    read.text += messageText(delta, 'assistant')
    for (const piece of objectsOf(delta['tool_calls'])) addPiece(calls, piece)
    if (isJsonObject(delta['function_call'])) addPiece(calls, { function: delta['function_call'] })
    read.stopReason = nameField(choice, 'finish_reason') ?? read.stopReason
  }
  return { ...read, toolCalls: calls.list() }
}

/** @note Groq counts under `x_groq`, Moonshot within the choice. */
function chunkUsage(chunk: JsonObject): Usage | null {
  return (
    readOpenAiUsage(objectField(chunk, 'usage')) ??
    readOpenAiUsage(objectField(objectField(chunk, 'x_groq'), 'usage')) ??
    readOpenAiUsage(objectField(firstChoice(chunk['choices']) ?? {}, 'usage'))
  )
}

/** @note Some servers give no index, or the same to every call: a new id begins a call too. */
function addPiece(calls: StreamedToolCalls, piece: JsonObject): void {
  const custom = objectField(piece, 'custom')
  const called = { ...objectField(piece, 'function'), ...custom }
  const id = nameField(piece, 'id')
  const name = nameField(called, 'name')
  const given = piece['index']
  const begins = name !== null && id !== null
  const key = typeof given === 'number' ? given : Math.max(0, calls.size - (begins ? 0 : 1))
  const open = calls.latest(key)
  if (!open || (begins && open.id !== id)) calls.start(key, { id, name: name ?? '' })
  else {
    open.id ??= id
    open.name ||= name ?? ''
  }
  calls.append(key, stringField(called, 'arguments') ?? stringField(called, 'input') ?? '')
}
