import {
  chunksOf,
  documentOf,
  firstChoice,
  nameField,
  objectField,
  stringField,
} from './json-fields.ts'
import { promptMessages } from './message.ts'
import { emptyResponse, type ProviderApi } from './model-call.ts'
import { messageText, openAiModel } from './openai-chat-request.ts'
import { readOpenAiUsage } from './openai-usage.ts'

/**
 * Text completions, the API before chat; vLLM and others still serve it.
 *
 * @see https://platform.openai.com/docs/api-reference/completions
 */
export const openAiCompletions: ProviderApi = {
  provider: 'openai',
  api: 'completions',
  operation: 'text_completion',
  ownsPath: (path) => path.endsWith('/completions') && !path.endsWith('/chat/completions'),
  readRequest(body, path) {
    const { prompt } = body
    const model = openAiModel(body, path)
    if (model === null || (typeof prompt !== 'string' && !Array.isArray(prompt))) return null
    return { model, stream: body['stream'] === true, messages: promptMessages(prompt), tools: [] }
  },
  readResponse(body) {
    const chunks = chunksOf(body) ?? [documentOf(body)].filter((item) => item !== null)
    const known = chunks.filter((chunk) => Array.isArray(chunk['choices']))
    if (known.length === 0) return null
    const read = emptyResponse()
    for (const chunk of known) {
      read.model ??= nameField(chunk, 'model')
      read.usage = readOpenAiUsage(objectField(chunk, 'usage')) ?? read.usage
      const choice = firstChoice(chunk['choices']) ?? {}
      read.text +=
        stringField(choice, 'text') ?? messageText(objectField(choice, 'message'), 'assistant')
      read.stopReason = nameField(choice, 'finish_reason') ?? read.stopReason
    }
    return read
  },
}
