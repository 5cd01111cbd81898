import { LIST_HEADERS, ORDERED_LISTS } from './meaningful-headers.ts'

/** Values that mean the same as a missing header. */
const ANYTHING = new Set(['*', '*/*', ''])

/**
 * The value of a header in the form that is compared: lists without their order, media types without the charset that
 * every client may add; `null` where it asks for nothing in particular.
 *
 * @example
 * canonicalHeader('anthropic-beta', 'b, a') // 'a, b'
 * canonicalHeader('content-type', 'application/json; charset=utf-8') // 'application/json'
 */
export function canonicalHeader(name: string, value: string): string | null {
  const text = value.trim()
  if (name === 'content-type') return mediaType(text)
  if (name === 'content-encoding') return /^identity$/i.test(text) ? null : text.toLowerCase()
  const isOrdered = ORDERED_LISTS.has(name)
  if (!LIST_HEADERS.has(name) && !isOrdered) return text
  const parts = text.split(',').map((part) => part.trim().replace(/\s*;\s*/g, ';'))
  const asked = [...new Set(parts)].filter((part) => !ANYTHING.has(part.split(';', 1)[0]!))
  if (asked.length === 0) return null
  return (isOrdered ? asked : asked.sort()).join(', ')
}

function mediaType(value: string): string | null {
  const [type, ...parameters] = value.split(';').map((part) => part.trim())
  const kept = parameters.filter((part) => !/^charset="?utf-?8"?$/i.test(part) && part !== '')
  return type === '' ? null : [type!.toLowerCase(), ...kept].join('; ')
}
