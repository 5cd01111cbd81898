import { fromBase64, toBase64 } from '../bytes.ts'
import { isJsonObject, parseJson, type JsonValue } from '../json.ts'

/** A message of a WebSocket, from either end. */
export type SocketMessage = { kind: 'text'; text: string } | { kind: 'binary'; bytes: Uint8Array }

/**
 * Puts a message in the form that a cassette stores: a text of JSON as that JSON, another text as it is, bytes as base64.
 *
 * @example
 * messageContent({ kind: 'text', text: '{"type":"ping"}' }) // { type: 'ping' }
 */
export function messageContent(message: SocketMessage): JsonValue {
  if (message.kind === 'binary') return { base64: toBase64(message.bytes) }
  const { text } = message
  const json = /^[{[]/.test(text) ? parseJson(text) : undefined
  const isWhole = json !== undefined && !isBytes(json) && JSON.stringify(json) === text
  return isWhole ? json : text
}

/** Reads a message back, whole. */
export function contentMessage(content: JsonValue): SocketMessage {
  if (typeof content === 'string') return { kind: 'text', text: content }
  if (isBytes(content)) return { kind: 'binary', bytes: fromBase64(content.base64) }
  return { kind: 'text', text: JSON.stringify(content) }
}

function isBytes(content: JsonValue): content is { base64: string } {
  return (
    isJsonObject(content) &&
    typeof content['base64'] === 'string' &&
    Object.keys(content).length === 1
  )
}
