import type { JsonValue } from '../json.ts'
import { objectsOf, stringField } from './json-fields.ts'
import { mediaText } from './media.ts'
import type { ModelMessage } from './model-call.ts'

/** Creates a message, with empty defaults for the parts not passed. */
export function message(
  role: ModelMessage['role'],
  text: string,
  more: Partial<ModelMessage> = {},
): ModelMessage {
  return { role, text, toolCalls: [], toolCallId: null, ...more }
}

/**
 * The text of a message's content: a string, or the text parts of a list; a file among them is named.
 *
 * @note A model's own parts are joined as they are, since citations cut its sentences into parts.
 */
export function contentText(content: JsonValue | undefined, role: ModelMessage['role']): string {
  if (typeof content === 'string') return content
  const texts: Array<string> = []
  for (const part of objectsOf(content)) {
    const text = stringField(part, 'text') ?? stringField(part, 'refusal') ?? mediaText(part)
    if (text !== null) texts.push(text)
  }
  return texts.join(role === 'assistant' ? '' : '\n')
}

/** The value as JSON text; empty where it is nested too deep to print. */
export function jsonText(value: JsonValue): string {
  try {
    return JSON.stringify(value)
  } catch {
    return ''
  }
}

/** The text of what a tool gave back that a provider runs itself: its texts, the pages that it found, or all as JSON. */
export function providedText(content: JsonValue | undefined): string {
  const found = objectsOf(content).map((part) =>
    [stringField(part, 'title'), stringField(part, 'url')].filter(Boolean).join(' '),
  )
  const text = contentText(content, 'tool') || found.filter(Boolean).join('\n')
  return text === '' && content !== undefined ? jsonText(content) : text
}

/** One user message for each text of a prompt; token numbers are skipped. */
export function promptMessages(prompt: JsonValue | undefined): Array<ModelMessage> {
  const prompts = Array.isArray(prompt) ? prompt : [prompt]
  return prompts.flatMap((item) => {
    const text =
      typeof item === 'string' ? item : contentText(item === undefined ? [] : [item], 'user')
    return text === '' ? [] : [message('user', text)]
  })
}
