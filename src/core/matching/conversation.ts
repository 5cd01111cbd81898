import { isJsonObject, jsonEqual, type JsonValue } from '../json.ts'
import { fingerprint } from './fingerprint.ts'

/** Where the providers' requests carry their messages. */
const LISTS = ['messages', 'input', 'contents', 'prompt'] as const

/** The messages of a model call's body, and the field that holds them. */
export interface MessageList {
  key: (typeof LISTS)[number]
  messages: JsonValue[]
}

/** Finds the messages of a request's body; `null` where it has none. */
export function messageListOf(body: JsonValue): MessageList | null {
  if (!isJsonObject(body)) return null
  for (const key of LISTS) {
    const messages = Object.hasOwn(body, key) ? body[key] : undefined
    if (Array.isArray(messages) && (key !== 'prompt' || messages.every(isJsonObject)))
      return { key, messages }
  }
  return null
}

/**
 * Checks that a message is an earlier answer of the model itself: an echo, which brings nothing new to it.
 */
export function isEcho(message: JsonValue): boolean {
  if (!isJsonObject(message)) return false
  const { role, type } = message
  if (role !== undefined) return role === 'assistant' || role === 'model'
  // Items of a Responses request without a role are calls and reasoning, but for the outputs of calls.
  return typeof type === 'string' && !type.endsWith('_output') && !type.startsWith('input_')
}

/** Numbers messages: equal ones share a number, so that long histories are compared number by number. */
export class MessagePool {
  readonly #known = new Map<number, Array<{ id: number; message: JsonValue }>>()
  readonly #seen = new WeakMap<object, number>()
  readonly #messages: JsonValue[] = []

  idOf(message: JsonValue): number {
    const isObject = typeof message === 'object' && message !== null
    const remembered = isObject ? this.#seen.get(message) : undefined
    if (remembered !== undefined) return remembered
    const key = fingerprint(message)
    const alike = this.#known.get(key) ?? []
    let entry = alike.find((other) => jsonEqual(other.message, message))
    if (!entry) {
      entry = { id: this.#messages.push(message) - 1, message }
      this.#known.set(key, [...alike, entry])
    }
    if (isObject) this.#seen.set(message, entry.id)
    return entry.id
  }

  messageOf(id: number): JsonValue {
    return this.#messages[id]!
  }
}

/** A request as a turn of its conversation. */
export interface Turn {
  key: MessageList['key']
  /** Numbers of its messages in the pool. */
  ids: number[]
  /** The number of them that repeat, word for word, an earlier request of the run; 0 opens a conversation. */
  repeated: number
  /** Numbers of the messages that it adds, without echoes; with them where it adds nothing else. */
  added: number[]
}

/**
 * Keeps the conversations of a run apart: each request continues the earlier one whose messages are the longest
 * beginning of its own.
 *
 * @example
 * const run = new Conversations(new MessagePool())
 * run.add({ messages: ['a'] }) // repeats 0
 * run.add({ messages: ['a', 'b', 'c'] }) // repeats 1: what it adds is 'b', 'c'
 */
export class Conversations {
  readonly pool: MessagePool
  readonly #root: Node = { next: new Map(), isRequest: false }

  constructor(pool: MessagePool) {
    this.pool = pool
  }

  /** Adds a request and returns its turn; `null` where it carries no messages. */
  add(body: JsonValue): Turn | null {
    const list = messageListOf(body)
    if (!list) return null
    const ids = list.messages.map((message) => this.pool.idOf(message))
    let repeated = 0
    let node = this.#root
    for (const [index, id] of ids.entries()) {
      let next = node.next.get(id)
      if (!next) node.next.set(id, (next = { next: new Map(), isRequest: false }))
      node = next
      // A request that is asked again adds nothing to itself: it is the turn it was.
      if (node.isRequest && index < ids.length - 1) repeated = index + 1
    }
    node.isRequest = true
    const more = ids.slice(repeated)
    const added = more.filter((id) => !isEcho(this.pool.messageOf(id)))
    return { key: list.key, ids, repeated, added: added.length > 0 ? added : more }
  }
}

interface Node {
  next: Map<number, Node>
  isRequest: boolean
}
