import type { ReplayResponse } from '../context/http-call.ts'
import { nextTurn } from '../context/timers.ts'
import type { DispatchAnswer, DispatchEnd } from './undici-answer.ts'
import { restoreUndiciError, type ErrorClasses } from './undici-errors.ts'
import { workerState } from '../context/scope.ts'

interface Emitter {
  emit(event: string, ...values: unknown[]): boolean
  stats?: { connected?: unknown }
}

/** The connections of a dispatcher to an origin. */
interface Connections {
  /** Requests that are not answered yet. */
  waiting: number
  /** Connections that have just brought an answer: no request of the same turn takes them. */
  resting: number
  /** Resolves when a connection has ended whose answer is over. */
  ending?: Promise<void> | undefined
}

/** The connections of a dispatcher. */
interface Connected {
  origins: Map<string, Connections>
  /** The origin of each connection, as they were opened. */
  open: string[]
}

/** The events of a dispatcher for a request that is answered here. */
export interface DispatchEvents {
  /** Resolves when a connection has ended that the answer waits for. */
  ready(): Promise<void> | undefined
  /** Called right before the answer; returns it as the dispatcher gives it. */
  onAnswer(answer: DispatchAnswer): DispatchAnswer
  /** Called with the answer's end, or without one when the request is sent after all. */
  onEnd(end?: DispatchEnd): void
}

const SILENT: DispatchEvents = {
  ready: () => undefined,
  onAnswer: (answer) => answer,
  onEnd() {},
}

/** Codes of errors without which there would have been a connection. */
const CONNECT_CODES =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ENOENT|ERR_TLS_.*|.*CERT.*|UND_ERR_CONNECT_TIMEOUT)$/

/** Codes of requests for which no connection is asked. */
const REFUSED_CODES = /^UND_ERR_(?:INVALID_|NOT_SUPPORTED|CLOSED|DESTROYED|ABORTED|MAX_ORIGINS)/

const dispatchers = new WeakMap<object, Connected>()

/**
 * Emits the events of the connections that answers would have come by: as many as there are requests under way, within the
 * limit of the dispatcher.
 *
 * @note `drain` is not among them: no dispatcher of ours is ever too busy.
 * @see https://undici.nodejs.org/#/docs/api/Dispatcher?id=event-connect
 */
export function eventsOf(dispatcher: object, url: string, classes?: ErrorClasses): DispatchEvents {
  const emitter = dispatcher as Emitter
  // A client that is connected needs no other connection.
  if (typeof emitter.emit !== 'function' || emitter.stats?.connected === true) return SILENT
  const { origin } = new URL(url)
  const connected: Connected = dispatchers.get(emitter) ?? { origins: new Map(), open: [] }
  dispatchers.set(emitter, connected)
  const { origins, open } = connected
  const state = origins.get(origin) ?? { waiting: 0, resting: 0 }
  origins.set(origin, state)
  state.waiting++
  let isConnected = false
  let isFailing = false
  let closes = false
  const lose = (reason: Error) => {
    const at = open.lastIndexOf(origin)
    if (at < 0) return () => {}
    open.splice(at, 1)
    return () => emit(emitter, 'disconnect', origin, reason)
  }
  return {
    ready: () => state.ending,
    onAnswer: (answer) => {
      if (answer !== 'hang' && 'error' in answer && answer.of !== 'body') {
        const { error } = answer
        isFailing = isOfConnecting(error)
        if (isFailing || REFUSED_CODES.test(codeOf(error))) return { error, of: 'connecting' }
        if (!isOfClient(error)) return answer
      }
      isConnected = true
      closes = answer !== 'hang' && 'response' in answer && closesAfter(answer.response)
      const wanted = Math.min(state.waiting + state.resting, limitOf(emitter))
      for (let held = open.filter((one) => one === origin).length; held < wanted; held++) {
        open.push(origin)
        emit(emitter, 'connect', origin)
      }
      return answer
    },
    onEnd: (end) => {
      state.waiting--
      if (isFailing && end?.how === 'failed')
        return emit(emitter, 'connectionError', origin, end.error)
      if (!isConnected || !end || end.how === 'destroyed') return
      if (end.how === 'failed') return lose(end.error)()
      const message = end.how === 'aborted' ? 'aborted' : closes ? 'reset' : undefined
      // The connection ends after its client has seen that the answer did.
      if (message !== undefined) {
        const ended = lose(informational(message, classes))
        state.ending = nextTurn().then(() => {
          state.ending = undefined
          ended()
        })
        return
      }
      state.resting++
      void nextTurn().then(() => state.resting--)
    },
  }
}

/** Takes the connections of a dispatcher that is destroyed, and returns what ends each of them. */
export function closeConnections(dispatcher: object, reason: Error): Array<() => void> {
  const open = dispatchers.get(dispatcher)?.open.splice(0) ?? []
  return open.map((origin) => () => emit(dispatcher as Emitter, 'disconnect', origin, reason))
}

/** @note What a listener throws reaches nobody, as it does where a socket has emitted the event. */
function emit(emitter: Emitter, event: string, origin: string, error?: Error): void {
  try {
    emitter.emit(event, new URL(origin), [emitter], ...(error ? [error] : []))
  } catch (thrown) {
    workerState.setImmediate(() => {
      throw thrown
    })
  }
}

/** The most connections that it keeps to an origin. */
function limitOf(emitter: Emitter): number {
  if (emitter.constructor.name === 'Client') return 1
  const held = (description: string) => {
    const symbol = Object.getOwnPropertySymbols(emitter).find(
      (key) => key.description === description,
    )
    return symbol && (emitter as unknown as Record<symbol, unknown>)[symbol]
  }
  const options = held('options') as { connections?: unknown } | undefined
  const limit = held('connections') ?? options?.connections
  return typeof limit === 'number' ? limit : Infinity
}

function closesAfter({ headers }: ReplayResponse): boolean {
  return headers.some(
    ([name, value]) => name.toLowerCase() === 'connection' && /close/i.test(value),
  )
}

function codeOf(error: Error): string {
  return String((error as { code?: unknown }).code)
}

function isOfConnecting(error: Error): boolean {
  return CONNECT_CODES.test(codeOf(error))
}

function isOfClient(error: Error): boolean {
  const isNamed = /Abort|Timeout|^HTTPParserError$/.test(error.name)
  return isNamed || /^(?:UND_ERR|HPE_|ECONN|EPIPE)/.test(codeOf(error))
}

const informational = (message: string, classes?: ErrorClasses) =>
  restoreUndiciError({ name: 'InformationalError', message, code: 'UND_ERR_INFO' }, classes)
