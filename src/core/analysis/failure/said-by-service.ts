import { isJsonObject, type JsonValue } from '../../json.ts'

/** The keys under which services tell why they refused, the most telling first. */
const KEYS = ['message', 'error_description', 'detail', 'description', 'title', 'error', 'reason']

/**
 * Reads why a service refused a request from the body of its answer: the message of its error in any of the usual forms, the
 * title of a page, or a short text. `null` where it says nothing.
 *
 * @example
 * saidByService({ error: { message: 'no such model' } }) // 'no such model'
 */
export function saidByService(body: JsonValue | undefined): string | null {
  if (typeof body === 'string') return saidByText(body)
  if (Array.isArray(body)) return body.length > 0 ? saidByService(body[0]) : null
  if (!isJsonObject(body)) return null
  const inner = isJsonObject(body['error']) ? saidByService(body['error']) : null
  if (inner !== null) return inner
  const said = KEYS.map((key) => body[key]).find(
    (value) => typeof value === 'string' && value.trim() !== '',
  )
  if (typeof said === 'string') return said
  return Array.isArray(body['errors']) ? saidByService(body['errors']) : null
}

const MOST_TEXT = 500

/** The title of a page, or its text; a text that is none where it is short. */
function saidByText(text: string): string | null {
  if (!isPage(text)) return text.trim() === '' ? null : text.trim().slice(0, MOST_TEXT)
  const head = text.slice(0, 16_384)
  const title = /<title[^>]*>([^<]*)/i.exec(head)?.[1]?.trim()
  const plain = head
    .replace(/<(script|style)\b[^]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return title || plain.slice(0, MOST_TEXT) || null
}

/** Accepts a text that is a page of HTML or XML. */
export function isPage(text: string): boolean {
  return /^\s*<(?:!doctype|html|head|\?xml)\b/i.test(text)
}
