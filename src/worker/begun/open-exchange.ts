import type { OutgoingCall, ResponseTap } from '../context/http-call.ts'

/** Milliseconds without a byte after which a body counts as left unread, or a stream as standing open. */
const IDLE = 5000

/** A request on its way, with what is known of its answer so far. */
export class OpenExchange {
  readonly name: string
  /** @note Its headers are known only once it was sent. */
  readonly #call: Pick<OutgoingCall, 'method' | 'headers'>
  readonly #now: () => number
  #head: 'none' | 'body' | 'events' = 'none'
  /** Absent for clients that do not tell whether they read on. */
  #isRead: boolean | undefined
  #lastAt: number

  /** @param now Milliseconds of a clock that nothing replaces. */
  constructor(name: string, call: Pick<OutgoingCall, 'method' | 'headers'>, now: () => number) {
    this.name = name
    this.#call = call
    this.#now = now
    this.#lastAt = now()
  }

  /** Notes what the tap of the exchange receives. `onEvent` is called each time. */
  watch<Tap extends ResponseTap>(tap: Tap, onEvent: () => void): Tap {
    const note = () => {
      this.#lastAt = this.#now()
      onEvent()
    }
    return {
      ...tap,
      head: (head) => {
        this.#head = hasEvents(head.headers, 'content-type') ? 'events' : 'body'
        note()
        tap.head(head)
      },
      chunk: (bytes) => {
        if (this.#isRead) this.#isRead = false
        note()
        tap.chunk(bytes)
      },
      awaits: (isWaiting) => void (this.#isRead = isWaiting),
    }
  }

  /**
   * Returns `true` while the client waits for the answer or for more of its body. A stream of events that a client subscribed
   * to (as MCP over HTTP does) stands open by itself, and a body that nobody reads ends nothing.
   */
  isUnderWay(): boolean {
    if (this.#head === 'none') return !isSubscription(this.#call)
    if (this.#head === 'events' && this.#call.method.toUpperCase() === 'GET') return false
    return this.#isRead ?? !this.isIdle()
  }

  /** Returns `true` for a stream of events that stands open without one: to leave it is no failure. */
  isStanding(): boolean {
    return this.#head === 'events' && this.isIdle()
  }

  isIdle(): boolean {
    return this.#now() - this.#lastAt >= IDLE
  }
}

const exchanges = new WeakMap<object, OpenExchange>()

/** Keeps the exchange of an action, for as long as the action itself is kept. */
export function keepExchange(action: object, exchange: OpenExchange): void {
  exchanges.set(action, exchange)
}

/** Returns `true` for an action that had its answer and whose body the client does not read. */
export function isLeftUnread(action: object): boolean {
  const exchange = exchanges.get(action)
  return exchange !== undefined && !exchange.isUnderWay()
}

/** Returns `true` for a request that asks for a stream of events that stands open. */
export function isSubscription({
  method,
  headers,
}: Pick<OutgoingCall, 'method' | 'headers'>): boolean {
  return method.toUpperCase() === 'GET' && hasEvents(headers, 'accept')
}

function hasEvents(headers: ReadonlyArray<readonly [string, string]>, name: string): boolean {
  return headers.some(
    ([key, value]) => key.toLowerCase() === name && value.includes('text/event-stream'),
  )
}
