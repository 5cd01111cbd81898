import { toBase64 } from '../../../core/bytes.ts'
import { shortHash } from '../../../core/cassette/cassette-path.ts'
import type { RecordedAction } from '../../../core/cassette/schema.ts'
import { redactBody } from '../../../core/cassette/redact-body.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts'
import { canonicalUrl } from '../../../core/matching/canonical-url.ts'
import { unknownHeaders, type UnknownHeaders } from '../../../core/matching/unknown-headers.ts'
import { PRESENCE_HEADERS, withoutAccount } from '../../../core/request-headers/presence-headers.ts'
import type { Redactor } from '../../../core/redaction/index.ts'
import { messageContent, type SocketMessage } from '../../../core/websocket/message-content.ts'
import type { SocketClose } from '../../../core/websocket/socket-reader.ts'
import type { SocketCall } from '../../context/socket-call.ts'

/** The messages that one end has sent, and the end that it announced. */
export interface SaidMessages {
  messages: readonly JsonValue[]
  close: SocketClose | null
}

export const NOTHING_SAID: SaidMessages = { messages: [], close: null }

/** Too short to say what a payload is: sixteen bits. */
export function hashPing(payload: Uint8Array): string {
  return shortHash(toBase64(payload)).slice(0, 4)
}

/** Names a WebSocket by its host and path. */
export function socketName({ url }: SocketCall, redactor: Redactor): string {
  const place = url.replace(/^wss?:\/\//, '').replace(/[?#].*$/, '')
  return redactor.name(`WS ${place}`)
}

/** The part of a WebSocket's inputs that is known when it is opened. */
export function describeOpening(
  { url, protocols, headers }: SocketCall,
  redactor: Redactor,
): JsonObject {
  const own = headers.filter(([name]) => name.toLowerCase() !== 'host')
  // Old recordings hold neither a host nor an account.
  const kept = redactor
    .headers(own, 'request')
    .map(([name, value]) => [name, PRESENCE_HEADERS.has(name) ? withoutAccount(value) : value])
  return {
    url: canonicalUrl(redactor.url(url)),
    ...(protocols.length > 0 ? { protocols: [...protocols] } : {}),
    ...(kept.length > 0 ? { headers: Object.fromEntries(kept) } : {}),
  }
}

/** The headers of the request for a WebSocket that no table knows. */
export function unknownOfOpening({ headers }: SocketCall, redactor: Redactor): UnknownHeaders {
  return unknownHeaders(headers, redactor.headers(headers, 'request'))
}

/** A message as a cassette stores it, without its secrets. */
export function describeMessage(message: SocketMessage, redactor: Redactor): JsonValue {
  const content = messageContent(message)
  if (typeof content === 'string') return redactor.text(content)
  if (message.kind === 'text') return redactor.json(content)
  const kept = redactBody(content as { base64: string }, redactor)
  return 'base64' in kept ? { base64: kept.base64 } : content
}

/** Describes what one end has sent. */
export function describeSaid({ messages, close }: SaidMessages): JsonObject {
  return {
    messages: [...messages],
    ...(close ? { close: { code: close.code, reason: close.reason } } : {}),
  }
}

/** Joins both parts of a WebSocket's inputs. */
export function socketInputs(opening: JsonObject, said: SaidMessages): { json: JsonValue } {
  return { json: { ...opening, ...describeSaid(said) } }
}

/** Returns what the client of a recorded WebSocket sent. */
export function saidBy(part: RecordedAction['inputs']): SaidMessages {
  const json = part?.json
  if (!isJsonObject(json)) return NOTHING_SAID
  const { messages, close } = json
  return {
    messages: Array.isArray(messages) ? messages : [],
    close: isJsonObject(close) ? readClose(close) : null,
  }
}

function readClose({ code, reason }: JsonObject): SocketClose {
  return {
    code: typeof code === 'number' ? code : null,
    reason: typeof reason === 'string' ? reason : '',
  }
}
