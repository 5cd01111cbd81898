import type { ReplayResponse } from '../context/http-call.ts'
import { nextTurn } from '../context/timers.ts'
import type { DispatchAnswer } from './undici-answer.ts'
import { restoreUndiciError, type ErrorClasses } from './undici-errors.ts'

interface Emitter {
  emit(event: string, ...values: unknown[]): boolean
  listenerCount(event: string): number
  destroy?(...values: unknown[]): unknown
  stats?: { connected?: unknown }
}

/** The connections of a dispatcher to an origin. */
interface Connections {
  open: number
  /** Requests that are not answered yet. */
  waiting: number
  /** Connections that have just brought an answer: no request of the same turn takes them. */
  resting: number
  /** The error that they end with after the last answer, once the dispatcher is destroyed. */
  ending?: Error
}

/** The events of a dispatcher for a request that is answered here. */
export interface DispatchEvents {
  /** Called right before the answer. */
  onAnswer(answer: DispatchAnswer): void
  /** Called after the answer with the error that it ended with, or when the request is sent after all. */
  onEnd(failure?: Error): void
}

const SILENT: DispatchEvents = { onAnswer() {}, onEnd() {} }

/** @see https://undici.nodejs.org/#/docs/api/Dispatcher?id=event-connect */
const EVENTS = ['connect', 'disconnect', 'connectionError']

/** Codes of errors without which there would have been a connection. */
const CONNECT_CODES =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ENOENT|ERR_TLS_.*|.*CERT.*|UND_ERR_CONNECT_TIMEOUT)$/

const connections = new WeakMap<object, Map<string, Connections>>()

/**
 * Emits the events of the connections that answers would have come by: as many as there are requests under way, within the
 * limit of the dispatcher.
 *
 * @note `drain` is not among them: no dispatcher of ours is ever too busy.
 */
export function eventsOf(dispatcher: object, url: string, classes?: ErrorClasses): DispatchEvents {
  const emitter = dispatcher as Emitter
  // A client that is connected needs no other connection.
  if (!isHeard(emitter) || emitter.stats?.connected === true) return SILENT
  const { origin } = new URL(url)
  const origins = connections.get(emitter) ?? watch(emitter, classes)
  const state = origins.get(origin) ?? { open: 0, waiting: 0, resting: 0 }
  origins.set(origin, state)
  state.waiting++
  const isConnected = (answer: DispatchAnswer) => {
    const error = errorOf(answer)
    if (!error) return true
    if (isOfConnecting(error)) emit(emitter, 'connectionError', origin, error)
    return isOfClient(error) && !isOfConnecting(error)
  }
  let answered: DispatchAnswer | undefined
  return {
    onAnswer: (answer) => {
      if (!isConnected(answer)) return
      answered = answer
      const wanted = Math.min(state.waiting + state.resting, limitOf(emitter))
      for (; state.open < wanted; state.open++) emit(emitter, 'connect', origin)
    },
    onEnd: (failure) => {
      state.waiting--
      const reason = answered && reasonOf(answered, failure, classes)
      if (reason && state.open > 0) {
        state.open--
        emit(emitter, 'disconnect', origin, reason)
      } else if (answered) {
        state.resting++
        void nextTurn().then(() => state.resting--)
      }
      if (state.ending && state.waiting === 0) disconnect(emitter, origin, state)
    },
  }
}

/** Ends all connections of a dispatcher that is destroyed. */
function disconnect(emitter: Emitter, origin: string, state: Connections): void {
  for (; state.open > 0; state.open--) emit(emitter, 'disconnect', origin, state.ending)
}

function emit(emitter: Emitter, event: string, origin: string, error?: Error): void {
  emitter.emit(event, new URL(origin), [emitter], ...(error ? [error] : []))
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

function isHeard(emitter: Emitter): boolean {
  if (typeof emitter.listenerCount !== 'function') return false
  return EVENTS.some((event) => emitter.listenerCount(event) > 0)
}

/** Ends what is open when the dispatcher is destroyed, which is also the end of closing it. */
function watch(emitter: Emitter, classes?: ErrorClasses): Map<string, Connections> {
  const origins = new Map<string, Connections>()
  connections.set(emitter, origins)
  const { destroy } = emitter
  if (typeof destroy !== 'function') return origins
  const value = (...given: unknown[]): unknown => {
    const reason = given.find((one) => one instanceof Error)
    for (const [origin, state] of origins) {
      state.ending = reason ?? destroyed(classes)
      if (state.waiting === 0) disconnect(emitter, origin, state)
    }
    return destroy.apply(emitter, given)
  }
  Object.defineProperty(emitter, 'destroy', { value, writable: true, configurable: true })
  return origins
}

function closesAfter({ headers }: ReplayResponse): boolean {
  return headers.some(
    ([name, value]) => name.toLowerCase() === 'connection' && /close/i.test(value),
  )
}

function isOfConnecting(error: Error): boolean {
  return CONNECT_CODES.test(String((error as { code?: unknown }).code))
}

function isOfClient(error: Error): boolean {
  const { name, code } = error as Error & { code?: unknown }
  return /Abort|Timeout/.test(name) || /^(?:UND_ERR|HPE_|ECONN|EPIPE)/.test(String(code))
}

/** The error that a connection ends with after an answer. */
function reasonOf(
  answer: DispatchAnswer,
  failure: Error | undefined,
  classes?: ErrorClasses,
): Error | undefined {
  if (failure) return isGivenUp(failure) ? informational('aborted', classes) : failure
  const isReset = answer !== 'hang' && 'response' in answer && closesAfter(answer.response)
  return isReset ? informational('reset', classes) : undefined
}

function isGivenUp(failure: Error): boolean {
  const code = String((failure as { code?: unknown }).code)
  return !/^(?:UND_ERR|HPE_)/.test(code) || code === 'UND_ERR_ABORTED'
}

const informational = (message: string, classes?: ErrorClasses) =>
  restoreUndiciError({ name: 'InformationalError', message, code: 'UND_ERR_INFO' }, classes)

const destroyed = (classes?: ErrorClasses) =>
  restoreUndiciError(
    {
      name: 'ClientDestroyedError',
      message: 'The client is destroyed',
      code: 'UND_ERR_DESTROYED',
    },
    classes,
  )

function errorOf(answer: DispatchAnswer): Error | undefined {
  return answer !== 'hang' && 'error' in answer ? answer.error : undefined
}
