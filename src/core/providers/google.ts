import { isJsonObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { GoogleFunctionCalls } from './google-function-call.ts'
import {
  googleField,
  googleTarget,
  isAnswerText,
  readExecutedCode,
  readGoogleRequest,
} from './google-request.ts'
import {
  chunksOf,
  countField,
  documentOf,
  firstChoice,
  nameField,
  objectField,
  objectsOf,
} from './json-fields.ts'
import { contentText } from './message.ts'
import {
  emptyResponse,
  type ModelResponse,
  type ProviderApi,
  type ToolCall,
  type Usage,
} from './model-call.ts'

const METHODS: ReadonlySet<string> = new Set(['generateContent', 'streamGenerateContent'])

/**
 * `generateContent` of Gemini and of Vertex, and its stream, which comes as events (`alt=sse`) or
 * as one JSON array.
 *
 * @see https://ai.google.dev/api/generate-content
 */
export const googleGenerateContent: ProviderApi = {
  provider: 'google',
  api: 'generateContent',
  operation: 'generate_content',
  ownsPath: (path) => METHODS.has(googleTarget(path)?.method ?? ''),
  readRequest: readGoogleRequest,
  readResponse(body) {
    const chunks = chunksOf(body) ?? [documentOf(body)].filter((item) => item !== null)
    const known = chunks.filter(isResponse)
    return known.length > 0 ? readChunks(known) : null
  },
}

function isResponse(chunk: JsonObject): boolean {
  return (
    Array.isArray(chunk['candidates']) ||
    isJsonObject(chunk['usageMetadata']) ||
    isJsonObject(chunk['promptFeedback'])
  )
}

function readChunks(chunks: Array<JsonObject>): ModelResponse {
  const calls = new GoogleFunctionCalls()
  const read = emptyResponse()
  for (const chunk of chunks) {
    read.model ??= nameField(chunk, 'modelVersion')
    read.usage = readUsage(objectField(chunk, 'usageMetadata')) ?? read.usage
    read.stopReason =
      nameField(objectField(chunk, 'promptFeedback'), 'blockReason') ?? read.stopReason
    const candidate = firstChoice(chunk['candidates']) ?? {}
    const parts = objectsOf(objectField(candidate, 'content')['parts'])
    read.text += contentText(parts.filter(isAnswerText), 'assistant')
    for (const part of parts) {
      const call = googleField(part, 'functionCall')
      if (isJsonObject(call)) calls.add(call)
      calls.calls.push(...readExecutedCode(part))
    }
    read.stopReason = nameField(candidate, 'finishReason') ?? read.stopReason
  }
  return { ...read, toolCalls: [...calls.calls, ...readSearches(chunks)] }
}

/** The search that Google made for an answer, of which an answer has the queries only. */
function readSearches(chunks: Array<JsonObject>): Array<ToolCall> {
  const queries = chunks.flatMap((chunk) => {
    const grounding = googleField(firstChoice(chunk['candidates']) ?? {}, 'groundingMetadata')
    return isJsonObject(grounding) ? (googleField(grounding, 'webSearchQueries') ?? []) : []
  })
  const distinct = [...new Set(queries)]
  return distinct.length > 0
    ? [{ id: null, name: 'google_search', arguments: { queries: distinct } }]
    : []
}

/**
 * @note Tokens of thoughts are counted beside the candidates, and those of Google's own tools
 * beside the prompt.
 */
function readUsage(usage: JsonObject): Usage | null {
  const prompt = countField(usage, 'promptTokenCount')
  if (prompt === null) return null
  const candidates = countField(usage, 'candidatesTokenCount') ?? 0
  return {
    inputTokens: prompt + (countField(usage, 'toolUsePromptTokenCount') ?? 0),
    outputTokens: candidates + (countField(usage, 'thoughtsTokenCount') ?? 0),
    cachedInputTokens: countField(usage, 'cachedContentTokenCount'),
    cacheWriteTokens: null,
  }
}
