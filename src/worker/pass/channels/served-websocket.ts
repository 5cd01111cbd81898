import type { RecordedAction } from '../../../core/cassette/schema.ts'
import { fromBase64 } from '../../../core/bytes.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts'
import { ClientPosition } from '../../../core/websocket/client-position.ts'
import { contentMessage, type SocketMessage } from '../../../core/websocket/message-content.ts'
import type { SocketClose } from '../../../core/websocket/socket-reader.ts'
import type { SocketEvent } from '../../../core/websocket/socket-schema.ts'
import { blockedHandshake } from '../../context/refused-socket.ts'
import type { ServedSocket, SocketOpening, SocketOutput } from '../../context/socket-call.ts'
import { workerState } from '../../context/scope.ts'
import { nextTurn } from '../../context/timers.ts'
import { hashPing, saidBy, type SaidMessages } from './socket-content.ts'

export interface ServedOptions {
  /** Finds the recorded WebSocket by what was said; `null` where there is none. */
  decide(said: SaidMessages): RecordedAction | null
  /** Messages that have to come before it is known which one it is; 0 where it is. */
  needed: number
  /** The recorded one by which the handshake is answered until it is known. */
  likely: RecordedAction | null
  /** The recorded action with the ids of this run, by what was said so far. */
  renamed(answer: RecordedAction, said: SaidMessages): RecordedAction
  /** Called with each message of the server. */
  spoke(content: JsonValue): void
  describe(message: SocketMessage): JsonValue
  turnOf(answer: RecordedAction): Promise<void> | undefined
  /** The run waits for nothing else. */
  isStill(): boolean
  blocked(): string
  touched(): void
  ended(said: SaidMessages): void
}

/** Milliseconds in which a client that was waited for said nothing, and did nothing else: it waits itself. */
const STILL = 1000

/** A WebSocket that is served: the recorded server speaks when the client has said what it waited for. */
export class ServedWebsocket implements ServedSocket {
  /** A short hash of each payload of the client's pings. */
  readonly pings = new Set<string>()
  readonly #options: ServedOptions
  readonly #said: { messages: JsonValue[]; close: SocketClose | null } = {
    messages: [],
    close: null,
  }
  #answer: RecordedAction | 'undecided' | 'blocked' = 'undecided'
  #position = new ClientPosition([])
  #output: SocketOutput | undefined
  #next = 0
  #spoken = 0
  #isSpeaking = false
  #isOver = false

  constructor(options: ServedOptions) {
    this.#options = options
  }

  async open(): Promise<SocketOpening> {
    const { needed, likely } = this.#options
    const answer = needed > 0 ? likely : this.#decide()
    if (!answer) return { kind: 'refused', refusal: blockedHandshake(this.#options.blocked()) }
    await this.#options.turnOf(answer)
    const { outputs, error, websocket } = answer
    if (error) return { kind: 'failed', error }
    const json = isJsonObject(outputs?.json) ? outputs.json : {}
    if (isJsonObject(json['refused']))
      return { kind: 'refused', refusal: readRefusal(json['refused']) }
    const protocol = typeof json['protocol'] === 'string' ? json['protocol'] : null
    return { kind: 'accepted', protocol, headers: websocket?.headers ?? [] }
  }

  attach(output: SocketOutput): void {
    this.#output = output
    void this.#speak()
  }

  heard(message: SocketMessage): void {
    const content = this.#options.describe(message)
    this.#said.messages.push(content)
    this.#position.hear(content)
    this.#listen()
  }

  pinged(payload: Uint8Array): void {
    if (payload.length > 0) this.pings.add(hashPing(payload))
  }

  closing(close: SocketClose): void {
    this.#said.close ??= close
    this.#position.skip()
    this.#listen()
  }

  over(): void {
    if (this.#isOver) return
    this.#isOver = true
    // One that was to be known by what it says, and said nothing.
    if (this.#answer === 'undecided' && this.#options.needed > 0) this.#decide()
    this.#options.ended(this.#said)
  }

  #listen(): void {
    this.#options.touched()
    if (this.#answer === 'undecided' && this.#said.messages.length >= this.#options.needed) {
      if (!this.#decide()) return this.#output?.close({ code: 1011, reason: 'blocked' })
      for (const content of this.#said.messages) this.#position.hear(content)
    }
    void this.#speak()
  }

  #decide(): RecordedAction | null {
    const answer = this.#options.decide(this.#said)
    this.#answer = answer ?? 'blocked'
    this.#position = new ClientPosition(saidBy(answer?.inputs).messages)
    return answer
  }

  /** Sends what does not wait for the client, a part a turn of the event loop. */
  async #speak(): Promise<void> {
    const answer = this.#answer
    if (this.#isSpeaking || typeof answer === 'string' || !this.#output) return
    this.#isSpeaking = true
    const events = answer.websocket?.events ?? []
    let since = workerState.now()
    while (!this.#isOver && this.#next < events.length) {
      const event = events[this.#next]!
      if ((event.after ?? 0) > this.#position.said) {
        const heard = this.#said.messages.length
        await nextTurn()
        if (heard !== this.#said.messages.length || !this.#options.isStill())
          since = workerState.now()
        // It waits for an answer to something else than was recorded.
        if (workerState.now() - since > STILL) this.#position.skip()
        continue
      }
      await nextTurn()
      if (this.#isOver) break
      this.#next++
      this.#send(answer, event)
      since = workerState.now()
    }
    this.#isSpeaking = false
  }

  #send(answer: RecordedAction, { kind, base64 = '' }: SocketEvent): void {
    const output = this.#output!
    this.#options.touched()
    if (kind === 'end') return output.end()
    if (kind === 'ping' || kind === 'pong') return output.signal(kind, fromBase64(base64))
    if (kind === 'invalid') return output.raw(fromBase64(base64))
    const { messages, close } = saidBy(this.#options.renamed(answer, this.#said).outputs)
    if (kind === 'close') return output.close(close ?? { code: null, reason: '' })
    const content = messages[this.#spoken++]
    if (content === undefined) return
    this.#options.spoke(content)
    output.message(contentMessage(content))
  }
}

function readRefusal({ status, statusText, headers, body }: JsonObject) {
  return {
    status: typeof status === 'number' ? status : 400,
    statusText: typeof statusText === 'string' ? statusText : '',
    headers: (Array.isArray(headers) ? headers : []).flatMap((pair) =>
      Array.isArray(pair) ? [[String(pair[0]), String(pair[1])] as [string, string]] : [],
    ),
    body: typeof body === 'string' ? body : '',
  }
}
