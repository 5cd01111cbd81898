import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts'
import type { ModelBody } from '../../../core/providers/model-call.ts'

/**
 * Reads a model's reasoning, whole or streamed: Anthropic's thinking, the summaries of OpenAI's
 * responses, Google's thoughts, the parts of Mistral, Cohere and Bedrock, Ollama's thinking, and the
 * `reasoning_content` of DeepSeek and others.
 */
export function readReasoning(body: ModelBody): string {
  if ('events' in body) return body.events.map(({ data }) => readChunk(data)).join('')
  if (Array.isArray(body.json)) return body.json.map(readChunk).join('')
  return readWhole(body.json)
}

function readWhole(json: JsonValue): string {
  if (!isJsonObject(json)) return ''
  const texts = [
    ...objects(json['content']).map((block) =>
      block['type'] === 'thinking' ? text(block, 'thinking') : '',
    ),
    ...objects(json['output']).flatMap((item) =>
      item['type'] === 'reasoning'
        ? [...objects(item['summary']), ...objects(item['content'])].map((part) =>
            text(part, 'text'),
          )
        : [],
    ),
    ...objects(json['choices'])
      .slice(0, 1)
      .map((choice) => messageReasoning(choice['message'])),
    messageReasoning(json['message']),
    ...converseParts(json['output']).map(({ reasoningContent }) =>
      isJsonObject(reasoningContent) ? converseReasoning(reasoningContent) : '',
    ),
    ...thoughts(json),
  ]
  return texts.filter(Boolean).join('\n\n')
}

function readChunk(data: JsonValue): string {
  if (!isJsonObject(data)) return ''
  const { contentBlockDelta: block } = data
  const { type, delta } = isJsonObject(block) ? block : data
  if (type === 'content_block_delta' && isJsonObject(delta)) return text(delta, 'thinking')
  if (type === 'response.reasoning_summary_text.delta' || type === 'response.reasoning_text.delta')
    return typeof delta === 'string' ? delta : ''
  if (type === 'content-start' || type === 'content-delta') return cohereReasoning(delta)
  if (isJsonObject(delta) && isJsonObject(delta['reasoningContent']))
    return converseReasoning(delta['reasoningContent'])
  if (isJsonObject(data['message'])) return messageReasoning(data['message'])
  const choice = objects(data['choices'])[0]
  return choice ? messageReasoning(choice['delta']) : thoughts(data).join('')
}

function messageReasoning(message: JsonValue | undefined): string {
  if (!isJsonObject(message)) return ''
  return (
    text(message, 'reasoning_content') ||
    text(message, 'reasoning') ||
    text(message, 'thinking') ||
    objects(message['content']).map(partReasoning).join('')
  )
}

/** A part of the message: with Cohere a text, with Mistral a list of them. */
function partReasoning(part: JsonObject): string {
  if (part['type'] !== 'thinking') return ''
  return (
    text(part, 'thinking') ||
    objects(part['thinking'])
      .map((piece) => text(piece, 'text'))
      .join('')
  )
}

function cohereReasoning(delta: JsonValue | undefined): string {
  const message = isJsonObject(delta) ? delta['message'] : undefined
  const content = isJsonObject(message) ? message['content'] : undefined
  return isJsonObject(content) ? text(content, 'thinking') : ''
}

/** @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html */
function converseParts(output: JsonValue | undefined): JsonObject[] {
  const message = isJsonObject(output) ? output['message'] : undefined
  return isJsonObject(message) ? objects(message['content']) : []
}

/** A part of a whole answer, or the delta of a streamed one. */
function converseReasoning(content: JsonObject): string {
  const { reasoningText } = content
  return isJsonObject(reasoningText) ? text(reasoningText, 'text') : text(content, 'text')
}

function thoughts(json: JsonObject): string[] {
  const content = objects(json['candidates'])[0]?.['content']
  if (!isJsonObject(content)) return []
  return objects(content['parts']).map((part) =>
    part['thought'] === true ? text(part, 'text') : '',
  )
}

function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

function text(object: JsonObject, key: string): string {
  const value = object[key]
  return typeof value === 'string' ? value : ''
}
