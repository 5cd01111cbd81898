import { isJsonObject, type JsonValue } from '../json.ts'
import { fingerprint } from './fingerprint.ts'
import type { Matchable } from './matchable.ts'
import { isProviderId, lexText, styleOf } from './volatile-tokens.ts'

/** Bodies share their parts (see `readDelta`), so a shared part is masked once. */
const masked = new WeakMap<object, JsonValue>()
const MAX_DEPTH = 200
const MASK = '\ufffc'

/**
 * A key that two requests share when they differ in volatile values at most, and almost never otherwise: of thousands
 * of unserved requests, only those with this key are looked at.
 */
export function volatileShape(operation: string, { url, headers, body }: Matchable): string {
  const parts = [maskText(url), headers.map(([name, value]) => [name, maskValue(value, 0)])]
  return `${maskText(operation)} ${fingerprint(parts as JsonValue)} ${fingerprint(maskRpc(body))}`
}

function maskRpc(body: JsonValue): JsonValue {
  if (Array.isArray(body)) return maskValue(body.map(withoutRpcId), 0)
  return maskValue(withoutRpcId(body), 0)
}

/** Leaves out the ids of a JSON-RPC message that count on from request to request. */
function withoutRpcId(message: JsonValue): JsonValue {
  if (!isJsonObject(message) || message['jsonrpc'] !== '2.0') return message
  const { id: _id, params, ...rest } = message
  if (!isJsonObject(params)) return params === undefined ? rest : { ...rest, params }
  const { requestId: _request, _meta: meta, ...others } = params
  if (!isJsonObject(meta)) return { ...rest, params: others }
  const { progressToken: _token, ...kept } = meta
  return { ...rest, params: { ...others, _meta: kept } }
}

/** A conversation says its texts again with every turn, each time parsed anew. */
const texts = new Map<string, string>()
const MOST_KEPT = 8_000_000
let kept = 0

function maskText(text: string): string {
  if (text.length < 64) return maskTokens(text)
  const known = texts.get(text)
  if (known !== undefined) return known
  const mask = maskTokens(text)
  if ((kept += text.length) > MOST_KEPT) {
    texts.clear()
    kept = text.length
  }
  texts.set(text, mask)
  return mask
}

/** A port of this machine may be one that the run was given. */
const OWN_PORT = /((?:127\.0\.0\.1|localhost|\[::1\]|0\.0\.0\.0):)\d+/g

function maskTokens(given: string): string {
  const text = given.replace(OWN_PORT, '$1')
  if (isProviderId(text)) return `${MASK}id ${/^[a-z]+/.exec(text)![0]}`
  const { literals, tokens } = lexText(text)
  if (tokens.length === 0) return text
  return literals
    .map((literal, at) => (at === 0 ? literal : `${MASK}${styleOf(tokens[at - 1]!)}${literal}`))
    .join('')
}

function maskValue(value: JsonValue, depth: number): JsonValue {
  if (typeof value === 'string') return maskText(value)
  if (typeof value === 'number') {
    const { literals, tokens } = lexText(String(value))
    return tokens.length === 1 && literals.join('') === '' ? maskText(String(value)) : value
  }
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value
  const known = masked.get(value)
  if (known !== undefined) return known
  const mask = Array.isArray(value)
    ? value.map((part) => maskValue(part, depth + 1))
    : Object.fromEntries(
        Object.entries(value).map(([key, part]) => [key, maskValue(part, depth + 1)]),
      )
  masked.set(value, mask)
  return mask
}
