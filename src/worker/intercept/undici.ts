import { createRequire } from 'node:module'
import { RawBody } from '../../core/cassette/raw-body.ts'
import { callStack } from '../context/call-stack.ts'
import type { OutgoingCall } from '../context/http-call.ts'
import { bypassing, currentScope, workerState, type RunScope } from '../context/scope.ts'
import { findUnhandled, refusedError } from '../context/unhandled.ts'
import { answerDispatch, type DispatchAnswer, type DispatchHandler } from './undici-answer.ts'
import { brokenError, contentTypeOf, dropBody, readBody, watchBody } from './undici-body.ts'
import { eventsOf } from './undici-connections.ts'
import type { UndiciCopy } from './undici-copy.ts'
import { restoreUndiciError } from './undici-errors.ts'
import { headerList, urlOf, withLastingHeaders, type DispatchOptions } from './undici-request.ts'
import { holdAnswer, isOver, watchDestroy, type Stay } from './undici-lifecycle.ts'
import { coverHandler, tapHandler } from './undici-tap.ts'
import { describeHandshake } from './websocket/handshake.ts'
import { answerUpgradeDispatch, tapUpgrade } from './websocket/undici-upgrade.ts'

interface Dispatcher {
  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean
}

type Module = Record<string, { prototype?: Dispatcher } | undefined> & UndiciCopy

const OURS = Symbol.for('vitest-replay.undici')
const GLOBAL_DISPATCHERS = [1, 2].map((version) => Symbol.for(`undici.globalDispatcher.${version}`))

/** @note A `RetryAgent` is left out: each of its attempts is a dispatch of the agent below. */
const DISPATCHERS = [
  'Client',
  'Pool',
  'BalancedPool',
  'RoundRobinPool',
  'Agent',
  'ProxyAgent',
  'EnvHttpProxyAgent',
]

/**
 * Intercepts the dispatchers of every copy of undici that the agent has loaded, and of the one
 * inside Node. Called at the start of each run: looking through the module cache costs next to
 * nothing.
 *
 * @see https://undici.nodejs.org/#/docs/api/Dispatcher
 */
export function installUndici(): void {
  const { cache } = createRequire(import.meta.url)
  for (const [path, module] of Object.entries(cache)) {
    if (!/[\\/]undici[^\\/]*[\\/]index\.js$/.test(path) || !module?.loaded) continue
    const exports = module.exports as Module
    for (const name of DISPATCHERS) {
      const prototype = exports[name]?.prototype
      if (prototype) standBefore(ownerOf(prototype), exports)
    }
  }
  for (const symbol of GLOBAL_DISPATCHERS) {
    const dispatcher = (globalThis as Record<symbol, unknown>)[symbol] as Dispatcher | undefined
    if (dispatcher && !/Mock/.test(dispatcher.constructor.name))
      standBefore(ownerOf(dispatcher), {})
  }
}

function ownerOf(dispatcher: Dispatcher): Dispatcher | null {
  let owner: Dispatcher | null = dispatcher
  while (owner && !Object.hasOwn(owner, 'dispatch'))
    owner = Object.getPrototypeOf(owner) as Dispatcher | null
  return owner
}

function standBefore(owner: Dispatcher | null, copy: UndiciCopy): void {
  if (!owner) return
  const original = owner.dispatch as Dispatcher['dispatch'] & { [OURS]?: true }
  if (original[OURS]) return
  const thin = function (
    this: Dispatcher,
    given: DispatchOptions,
    handler: DispatchHandler,
  ): boolean {
    const open = currentScope()
    const isRefused = isOver(this)
    if (isRefused && !open) return original.call(this, given, handler)
    const options = open && given ? withLastingHeaders(given) : given
    const send = () => original.call(this, options, handler)
    if (!open && workerState.run.getStore() === 'bypass') return send()
    const url = options && handler && urlOf(this, options)
    const method = options?.method ?? 'GET'
    if (!url || method === 'CONNECT' || !canFail(handler)) return send()
    const { background, reason } = open ? {} : findOutside(options, method, url)
    if (reason !== undefined) {
      void answerDispatch(handler, { error: refusedError(reason) })
      return true
    }
    const scope = open ?? background
    if (!scope || scope.passes({ method, url })) return send()
    if (options.upgrade === 'websocket') {
      const handshake = describeHandshake(url, headersOf(options), callStack())
      const decided = scope.socket?.(handshake) ?? { kind: 'open' }
      if (decided.kind === 'served') {
        const key = headersOf(options).find(([name]) => name === 'sec-websocket-key')?.[1] ?? ''
        void answerUpgradeDispatch(handler, decided.socket, { url: handshake.url, key, copy })
        return true
      }
      const watched = decided.kind === 'recorded' ? tapUpgrade(handler, decided.tap) : handler
      const within = inScope(watched)
      return bypassing(() => original.call(this, options, within))
    }
    const call: OutgoingCall = {
      method,
      url,
      headers: headersOf(options),
      stack: callStack(),
    }
    const sendWatched = (watched: DispatchHandler, sent = options) => {
      const within = inScope(watched)
      return bypassing(() => original.call(this, sent, within))
    }
    const departure = scope.depart?.(call)?.()
    if (departure) {
      watchBody(options.body, departure.tap)
      return sendWatched(tapHandler(handler, departure.tap, watchDestroy(this)))
    }
    if (isRefused) {
      fileRefused(scope, call, options.body)
      return send()
    }
    const dispatch = { dispatcher: this, call, options, copy }
    holdAnswer(this, (stay) => decide(scope, dispatch, handler, stay, sendWatched))
    return true
  }
  Object.defineProperty(thin, OURS, { value: true })
  Object.defineProperty(owner, 'dispatch', { value: thin, writable: true, configurable: true })
}

/** @note undici refuses a handler of the old form without `onError`: it throws, and sends nothing. */
function canFail({ onError, onRequestStart }: DispatchHandler): boolean {
  return [onError, onRequestStart].some((method) => typeof method === 'function')
}

/** @note A pool hands the same options to its clients: what is one request is counted once. */
const counted = new WeakSet<DispatchOptions>()

function findOutside(options: DispatchOptions, method: string, url: string) {
  if (counted.has(options)) return {}
  counted.add(options)
  return findUnhandled(method, url)
}

function headersOf({ headers, body }: DispatchOptions): Array<[string, string]> {
  const list = headerList(headers)
  const type = contentTypeOf(body)
  if (type !== undefined && !list.some(([name]) => name === 'content-type'))
    list.push(['content-type', type])
  return list
}

/** @note What is dispatched from within a handler, as retries and redirects are, belongs to the run again. */
function inScope(handler: DispatchHandler): DispatchHandler {
  const store = workerState.run.getStore()
  if (store === undefined) return handler
  return coverHandler(handler, (_key, own) => (...args: unknown[]) => {
    return workerState.run.run(store, () => Reflect.apply(own, handler, args) as unknown)
  })
}

/** Files a request that its dispatcher refuses in the run that made it. */
function fileRefused(scope: RunScope, call: OutgoingCall, body: unknown): void {
  // A stream is left to whoever refuses the request.
  const given = typeof body === 'string' || body instanceof Uint8Array ? body : ''
  const readBody = async () => new RawBody(given)
  const decided = scope.http({ ...call, readBody })
  decided.then((verdict) => verdict.kind === 'live' && verdict.tap.end('aborted')).catch(() => {})
}

/** Resolves with the error of a request whose body fails, and never where it does not. */
function failureOf(read: Promise<RawBody>, body: unknown, { errors }: UndiciCopy): Promise<Error> {
  return new Promise((resolve) => {
    read.catch((error: Error) => resolve(brokenError(error.cause ?? error, body, errors)))
  })
}

interface Dispatch {
  dispatcher: Dispatcher
  call: OutgoingCall
  options: DispatchOptions
  copy: UndiciCopy
}

async function decide(
  scope: RunScope,
  { dispatcher, call, options, copy }: Dispatch,
  handler: DispatchHandler,
  stay: Stay,
  send: (watched: DispatchHandler, sent: DispatchOptions) => void,
): Promise<void> {
  const events = eventsOf(dispatcher, call.url, copy.errors)
  let isGone = false
  let isEnded = false
  stay.onWait((reason) => {
    isGone = true
    void answerDispatch(handler, { error: reason, of: 'connecting' }, copy)
  })
  let failure: Promise<Error> | undefined
  const answer = async (given: DispatchAnswer) => {
    const ready = events.ready()
    if (ready) await ready
    if (isGone) return events.onEnd()
    const { onAnswer, onEnd } = events
    const { onLeave } = stay
    await answerDispatch(handler, onAnswer(given), copy, { onEnd, onLeave, failure })
  }
  try {
    // Read in this turn, before the client can change it; what arrives until somebody listens is kept.
    const arrived: Uint8Array[] = []
    let onArrival: (bytes: Uint8Array) => void = (bytes) => void arrived.push(bytes)
    const body = readBody(options.body, (bytes) => onArrival(bytes)).then(
      (read) => new RawBody(read),
    )
    failure = failureOf(body, options.body, copy)
    const verdict = await scope.http({
      ...call,
      readBody: (onBytes = () => {}) => {
        for (const bytes of arrived) onBytes(bytes)
        onArrival = onBytes
        return body
      },
      isWaiting: () => !isEnded,
      ...(options.signal instanceof AbortSignal ? { signal: options.signal } : {}),
    })
    if (verdict.kind === 'live') {
      events.onEnd()
      if (isGone) return verdict.tap.end('aborted')
      // Streams have been read: their bytes are sent instead.
      const whole = verdict.body.isEmpty ? undefined : Buffer.from(verdict.body.bytes)
      const sent = verdict.arriving ?? whole
      const type = contentTypeOf(options.body) && { headers: call.headers.flat() }
      send(tapHandler(handler, verdict.tap, watchDestroy(dispatcher)), {
        ...options,
        ...type,
        body: sent,
      })
    } else if (verdict.kind === 'fail')
      await answer({ error: restoreUndiciError(verdict.error, copy.errors) })
    else if (verdict.kind === 'broken')
      await answer({
        error: brokenError(verdict.error, options.body, copy.errors),
        of: 'body',
      })
    else if (verdict.kind === 'hang') await answer('hang')
    else {
      await answer({ response: verdict.response })
      dropBody(options.body)
    }
  } catch (error) {
    await answer({ error: error as Error })
  } finally {
    isEnded = true
  }
}
