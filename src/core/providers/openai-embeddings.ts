import { documentOf, nameField, objectField } from './json-fields.ts'
import { promptMessages } from './message.ts'
import type { ProviderApi } from './model-call.ts'
import { openAiModel } from './openai-chat-request.ts'
import { readEmbeddingsUsage } from './openai-usage.ts'

/**
 * Embeddings, OpenAI's and Voyage's, Mistral's and others' of the same shape.
 *
 * @see https://platform.openai.com/docs/api-reference/embeddings
 */
export const openAiEmbeddings: ProviderApi = {
  provider: 'openai',
  api: 'embeddings',
  operation: 'embeddings',
  ownsPath: (path) => path.endsWith('/embeddings'),
  readRequest(body, path) {
    const { input } = body
    const model = openAiModel(body, path)
    if (model === null || (typeof input !== 'string' && !Array.isArray(input))) return null
    return { model, stream: false, messages: promptMessages(input), tools: [] }
  },
  readResponse(body) {
    const document = documentOf(body)
    if (!document || !Array.isArray(document['data'])) return null
    return {
      model: nameField(document, 'model'),
      usage: readEmbeddingsUsage(objectField(document, 'usage')),
      stopReason: null,
      text: '',
      toolCalls: [],
    }
  },
}
