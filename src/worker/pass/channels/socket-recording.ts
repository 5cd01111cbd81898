import type { RecordedAction } from '../../../core/cassette/schema.ts'
import { captureError } from '../../../core/cassette/value.ts'
import { toBase64 } from '../../../core/bytes.ts'
import type { JsonObject, JsonValue } from '../../../core/json.ts'
import type { UnknownHeaders } from '../../../core/matching/unknown-headers.ts'
import type { Redactor } from '../../../core/redaction/index.ts'
import type { SocketEvent } from '../../../core/websocket/socket-schema.ts'
import {
  SocketReader,
  type SocketClose,
  type SocketPart,
} from '../../../core/websocket/socket-reader.ts'
import type { SocketRefusal, SocketTap } from '../../context/socket-call.ts'
import { inflate } from '../../intercept/websocket/inflate.ts'
import { redactError } from '../recorder.ts'
import { round } from '../timeline.ts'
import { describeMessage, describeSaid, hashPing, socketInputs } from './socket-content.ts'

/** The facts of a WebSocket that is over, or was left open. */
export type SocketOutcome = Pick<
  RecordedAction,
  'inputs' | 'outputs' | 'error' | 'websocket' | 'outcome' | 'timeToHeadersMs'
>

interface RecordingOptions {
  redactor: Redactor
  opening: JsonObject
  /** Milliseconds since the handshake. */
  now(): number
  /** Called for each piece. */
  touched(): void
  /** The headers of the request that no table knows. */
  unknown: UnknownHeaders
  /** Called once, with all that there was. */
  done(outcome: SocketOutcome): void
}

interface Piece {
  by: 'client' | 'server'
  bytes: Uint8Array
  at: number
}

/** Collects what both ends of a real WebSocket send. It is read when it is over. */
export class SocketRecording implements SocketTap {
  readonly #options: RecordingOptions
  readonly #pieces: Piece[] = []
  #head: { headers: Array<[string, string]>; at: number } | undefined
  #refusal: SocketRefusal | undefined
  #error: unknown
  #endedAt: number | undefined
  #isDone = false

  constructor(options: RecordingOptions) {
    this.#options = options
  }

  opened(headers: Array<[string, string]>): void {
    this.#head = { headers, at: this.#options.now() }
    this.#options.touched()
  }

  refused(refusal: SocketRefusal): void {
    this.#refusal ??= refusal
    this.close()
  }

  failed(error: unknown): void {
    this.#error ??= error
    if (!this.#head) this.close()
  }

  sent(bytes: Uint8Array): void {
    this.#take('client', bytes)
  }

  received(bytes: Uint8Array): void {
    this.#take('server', bytes)
  }

  over(): void {
    this.#endedAt = this.#options.now()
    this.close()
  }

  #take(by: Piece['by'], bytes: Uint8Array): void {
    if (this.#isDone) return
    this.#pieces.push({ by, bytes, at: this.#options.now() })
    this.#options.touched()
  }

  /** Files what there is: it is over, or the run is. */
  close(): void {
    if (this.#isDone) return
    this.#isDone = true
    const { redactor, opening, unknown, done } = this.#options
    const { client, server, events, pings } = this.#read()
    const inputs = socketInputs(opening, client)
    if (this.#refusal) {
      const { status, statusText, headers, body } = this.#refusal
      const refused = {
        status,
        statusText: redactor.text(statusText),
        headers: redactor.headers(headers, 'response') as JsonValue,
        body: redactor.text(body),
      }
      return done({ inputs, outputs: { json: { refused } }, outcome: 'error' })
    }
    if (!this.#head) {
      const error = redactError(
        captureError(this.#error ?? new Error('the connection was given up')),
        redactor,
      )
      return done({ inputs, error, outcome: 'error' })
    }
    const headers = redactor.headers(this.#head.headers, 'response')
    const protocol = headers.find(([name]) => name.toLowerCase() === 'sec-websocket-protocol')?.[1]
    const others = headers.filter(([name]) => name.toLowerCase() !== 'sec-websocket-protocol')
    done({
      inputs,
      outputs: {
        json: { ...(protocol === undefined ? {} : { protocol }), ...describeSaid(server) },
      },
      outcome: 'success',
      timeToHeadersMs: round(this.#head.at),
      websocket: {
        ...(others.length > 0 ? { headers: others } : {}),
        ...(unknown.length > 0 ? { unknownHeaders: unknown } : {}),
        ...(events.length > 0 ? { events } : {}),
        ...(pings.size > 0 ? { pings: [...pings].sort() } : {}),
      },
    })
  }

  #read() {
    const { redactor } = this.#options
    const ends = {
      client: { reader: new SocketReader(inflate, 'client'), said: newSaid() },
      server: { reader: new SocketReader(inflate, 'server'), said: newSaid() },
    }
    const events: SocketEvent[] = []
    const pings = new Set<string>()
    let after = 0
    let asked = 0
    const moment = (at: number) => ({ at: round(at), ...(after > 0 ? { after } : {}) })
    for (const { by, bytes, at } of this.#pieces) {
      const { reader, said } = ends[by]
      for (const part of reader.read(bytes)) {
        if (part.kind === 'message') said.messages.push(describeMessage(part.message, redactor))
        // The one who answers an announced end announces nothing.
        const isFirst = part.kind === 'close' && !ends.client.said.close && !ends.server.said.close
        if (part.kind === 'close' && isFirst)
          said.close = { ...part.close, reason: redactor.text(part.close.reason) }
        if (by === 'client') {
          if (part.kind === 'message' || isFirst) after++
          if (part.kind === 'ping') {
            asked++
            if (part.payload.length > 0) pings.add(hashPing(part.payload))
          }
        } else if (part.kind === 'pong' && asked > 0) asked--
        else if (part.kind !== 'close' || isFirst) events.push(eventOf(part, moment(at)))
      }
    }
    const isAnnounced = ends.client.said.close !== null || ends.server.said.close !== null
    if (this.#endedAt !== undefined && !isAnnounced)
      events.push({ kind: 'end', ...moment(this.#endedAt) })
    return { client: ends.client.said, server: ends.server.said, events, pings }
  }
}

function newSaid(): { messages: JsonValue[]; close: SocketClose | null } {
  return { messages: [], close: null }
}

function eventOf(part: SocketPart, moment: { at: number; after?: number }): SocketEvent {
  const { kind } = part
  const payload = 'payload' in part && part.payload.length > 0 ? part.payload : undefined
  return { kind, ...moment, ...(payload ? { base64: toBase64(payload) } : {}) }
}
