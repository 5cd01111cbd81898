import { isJsonObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { googleTarget } from './google-request.ts'
import { countField, documentOf, objectField, objectsOf, stringField } from './json-fields.ts'
import { contentText, message } from './message.ts'
import type { ModelMessage, ProviderApi, Usage } from './model-call.ts'

/**
 * `embedContent` and `batchEmbedContents`, and `predict` of Vertex where its model embeds.
 *
 * @see https://ai.google.dev/api/embeddings
 */
export const googleEmbedContent: ProviderApi = {
  provider: 'google',
  api: 'embedContent',
  operation: 'embeddings',
  ownsPath(path) {
    const target = googleTarget(path)
    if (!target) return false
    if (target.method === 'predict') return target.model.includes('embedding')
    return target.method === 'embedContent' || target.method === 'batchEmbedContents'
  },
  readRequest(body, path) {
    const messages = readMessages(body)
    const model = googleTarget(path)?.model ?? null
    return messages && { model, stream: false, messages, tools: [] }
  },
  readResponse(body) {
    const document = documentOf(body)
    if (!document || !isEmbedding(document)) return null
    return { model: null, usage: readUsage(document), stopReason: null, text: '', toolCalls: [] }
  },
}

function readMessages(body: JsonObject): Array<ModelMessage> | null {
  if (isJsonObject(body['content'])) return [readContent(body)]
  if (Array.isArray(body['requests'])) return objectsOf(body['requests']).map(readContent)
  const instances = objectsOf(body['instances'])
  if (instances.length === 0) return null
  return instances.map((instance) => message('user', stringField(instance, 'content') ?? ''))
}

function readContent(request: JsonObject): ModelMessage {
  return message('user', contentText(objectField(request, 'content')['parts'], 'user'))
}

function isEmbedding(document: JsonObject): boolean {
  if (isJsonObject(document['embedding'])) return true
  return Array.isArray(document['embeddings']) || Array.isArray(document['predictions'])
}

/** @note Vertex counts in each prediction, and older Gemini models do not count at all. */
function readUsage(document: JsonObject): Usage | null {
  const counts = objectsOf(document['predictions']).flatMap((prediction) => {
    const statistics = objectField(objectField(prediction, 'embeddings'), 'statistics')
    return countField(statistics, 'token_count') ?? []
  })
  const inputTokens =
    counts.length > 0
      ? counts.reduce((sum, count) => sum + count, 0)
      : countField(objectField(document, 'usageMetadata'), 'promptTokenCount')
  if (inputTokens === null) return null
  return { inputTokens, outputTokens: 0, cachedInputTokens: null, cacheWriteTokens: null }
}
