import type { RecordedAction } from '../../../core/cassette/schema.ts'
import { utf8 } from '../../../core/bytes.ts'
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../../../core/json.ts'
import { stableJson } from '../../../core/stable-json.ts'
import type { ProcessInput, ProcessScript } from '../../context/process-call.ts'
import { findFolders, type RunPlaces } from './run-places.ts'

type Event = ProcessScript['events'][number]

/** A recorded request of the client, and the messages that the server sent for it, its response last. */
interface Exchange {
  request: JsonObject
  messages: JsonObject[]
}

/** The code of an error that the server defines itself. */
const BLOCKED = -32_000

/**
 * The messages of JSON-RPC that a process got and sent, as an MCP server does over stdio: each request is answered by the
 * response to the recorded request that is the same, whenever it comes.
 */
export class RpcSession {
  /** Grows with what is heard. */
  readonly events: Event[] = []
  readonly #exchanges: Exchange[]
  readonly #exit: Extract<Event, { kind: 'exit' }>
  /** It ended by itself, after so many messages. */
  readonly #lasts: number
  #heard = 0
  #read = 0

  private constructor(action: RecordedAction, said: Said) {
    this.#exchanges = pairMessages(said)
    const { exitCode, signal } = outputsOf(action)
    const code = typeof exitCode === 'number' ? exitCode : signal ? null : 0
    const by = typeof signal === 'string' ? signal : null
    this.#exit = { kind: 'exit', exit: { code, signal: by }, after: 0 }
    const exit = action.process?.events?.find((event) => 'exit' in event)
    const lasts = exit?.after ?? 0
    this.#lasts = exit && lasts <= said.client.length ? lasts : Infinity
  }

  /** Opens the session of a recorded process; `null` for one that speaks otherwise. */
  static of(action: RecordedAction, places: RunPlaces): RpcSession | null {
    const client = messagesOf((action.inputs?.json as JsonObject | undefined)?.['stdin'])
    const server = messagesOf(outputsOf(action)['stdout'], (text) => findFolders(text, places))
    if (!client || !server || client.length === 0) return null
    return [...client, ...server].every((message) => message['jsonrpc'] === '2.0')
      ? new RpcSession(action, { client, server })
      : null
  }

  /** Answers what has come since the last time. */
  hear(input: ProcessInput): void {
    const text = Buffer.from(input.stdin.subarray(this.#read)).toString()
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    this.#read += utf8(whole).length
    for (const line of whole.split('\n')) {
      const message = parseJson(line)
      if (!isJsonObject(message ?? null)) continue
      this.#heard++
      const { method, id } = message as JsonObject
      if (method !== undefined && id !== undefined) this.#answer(message as JsonObject)
    }
    const isOver = input.isEnded || input.signals.length > 0 || this.#heard >= this.#lasts
    if (isOver && this.events.at(-1)?.kind !== 'exit') this.events.push(this.#exit)
  }

  #answer(request: JsonObject): void {
    const found = this.#take(request)
    if (!found) return this.#say({ jsonrpc: '2.0', id: request['id']!, error: blocked(request) })
    // A server that asks in between goes on when it has been answered.
    let asks = 0
    for (const message of found.messages) {
      this.#say(addressed(message, found.request, request), asks)
      if ('method' in message && 'id' in message) asks++
    }
  }

  #say(message: JsonObject, asks = 0): void {
    const bytes = utf8(`${JSON.stringify(message)}\n`)
    this.events.push({ kind: 'output', fd: 1, bytes, after: asks === 0 ? 0 : this.#heard + asks })
  }

  /** Takes the recorded request that is the same, else the next one of its method. */
  #take(request: JsonObject): Exchange | undefined {
    const same = stableJson(askedBy(request))
    const equal = this.#exchanges.findIndex((one) => stableJson(askedBy(one.request)) === same)
    const near = this.#exchanges.findIndex((one) => one.request['method'] === request['method'])
    const at = equal === -1 ? near : equal
    return at === -1 ? undefined : this.#exchanges.splice(at, 1)[0]
  }
}

interface Said {
  client: JsonObject[]
  server: JsonObject[]
}

/** Finds the response to each request, and puts what the server sent before it in front. */
function pairMessages({ client, server }: Said): Exchange[] {
  const exchanges = client
    .filter((message) => 'method' in message && 'id' in message)
    .map((request): Exchange => ({ request, messages: [] }))
  let before: JsonObject[] = []
  let last: Exchange | undefined
  for (const message of server) {
    before.push(message)
    if ('method' in message) continue
    const of = exchanges.find(
      ({ request, messages }) => request['id'] === message['id'] && messages.length === 0,
    )
    if (!of) continue
    of.messages.push(...before)
    before = []
    last = of
  }
  last?.messages.push(...before)
  return exchanges
}

/** A message with the ids of the client that gets it. */
function addressed(message: JsonObject, recorded: JsonObject, request: JsonObject): JsonObject {
  if (!('method' in message)) return { ...message, id: request['id']! }
  const { params } = message
  const before = tokenOf(recorded)
  const now = tokenOf(request)
  if (!isJsonObject(params ?? null) || before === undefined || now === undefined) return message
  const given = params as JsonObject
  return given['progressToken'] === before
    ? { ...message, params: { ...given, progressToken: now } }
    : message
}

function tokenOf({ params }: JsonObject): JsonValue | undefined {
  const meta = isJsonObject(params ?? null) ? (params as JsonObject)['_meta'] : undefined
  return isJsonObject(meta ?? null) ? (meta as JsonObject)['progressToken'] : undefined
}

/** The part of a request that says what is asked: neither its id nor what clients add. */
function askedBy({ method, params }: JsonObject): JsonValue {
  if (!isJsonObject(params ?? null)) return [method ?? null, params ?? null]
  const { _meta: _ignored, ...asked } = params as JsonObject
  return [method ?? null, asked]
}

function blocked({ method }: JsonObject): JsonObject {
  return {
    code: BLOCKED,
    message: `[vitest-replay] blocked: no recorded "${String(method)}" of this server is left`,
  }
}

function messagesOf(
  stream: JsonValue | undefined,
  named: (text: string) => string = (text) => text,
): JsonObject[] | null {
  const messages = isJsonObject(stream ?? null) ? (stream as JsonObject)['messages'] : undefined
  if (!Array.isArray(messages) || !messages.every(isJsonObject)) return null
  return JSON.parse(named(JSON.stringify(messages))) as JsonObject[]
}

function outputsOf({ outputs }: RecordedAction): JsonObject {
  const json = outputs?.json ?? null
  return isJsonObject(json) ? json : {}
}
