import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../json.ts'

/** An id of JSON-RPC. */
export type MessageId = string | number

/** A message that asks for something, or tells it. */
export interface Statement {
  kind: 'request' | 'notification'
  /** `null` for a notification. */
  id: MessageId | null
  method: string
  params: JsonValue | undefined
}

/** The answer to a request: `{ result }` or `{ error }`. */
export interface Reply {
  kind: 'reply'
  id: MessageId
  outputs: JsonObject
}

/** A line of JSON-RPC: one message, or several in an array. */
export interface MessageLine {
  messages: Array<Statement | Reply>
  isBatch: boolean
}

/** Reads a line of JSON-RPC 2.0; `null` for every other line. */
export function readMessages(line: string): MessageLine | null {
  const json = parseJson(line)
  const isBatch = Array.isArray(json)
  const messages = (isBatch ? json : [json]).map(readMessage)
  if (messages.length === 0 || messages.includes(null)) return null
  return { messages: messages as MessageLine['messages'], isBatch }
}

/**
 * Accepts the first line that a client of MCP sends.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle
 */
export function opensMcp(line: string): boolean {
  if (!line.includes('"initialize"')) return false
  const [first] = readMessages(line)?.messages ?? []
  if (first?.kind !== 'request' || first.method !== 'initialize') return false
  // The Agent Client Protocol opens by the same method, with a number.
  return isJsonObject(first.params) && typeof first.params['protocolVersion'] === 'string'
}

function readMessage(json: JsonValue | undefined): Statement | Reply | null {
  if (!isJsonObject(json) || json['jsonrpc'] !== '2.0') return null
  const { id, method, params, result, error } = json
  const isId = typeof id === 'string' || typeof id === 'number'
  if (typeof method === 'string') {
    if (id === undefined) return { kind: 'notification', id: null, method, params }
    return isId ? { kind: 'request', id, method, params } : null
  }
  if (!isId || (result === undefined && error === undefined)) return null
  return { kind: 'reply', id, outputs: error === undefined ? { result: result! } : { error } }
}

/** A key for an id: `1` and `"1"` are two. */
export function idKey(id: MessageId): string {
  return JSON.stringify(id)
}
