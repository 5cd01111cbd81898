import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import { currentScope } from '../../context/scope.ts'
import { nextTurn } from '../../context/timers.ts'
import { isLocalName, NOBODY } from './local-address.ts'
import { nativeBinding } from './native-binding.ts'
import { isOpening } from './sockets.ts'
import { standBefore } from './stand-before.ts'

/** Stands before all DNS queries: those of resolvers, and look-ups of names for no connection that was decided on. */
export function guardQueries(): void {
  const channel = nativeBinding('cares_wrap')?.ChannelWrap.prototype
  const names = channel ? Object.getOwnPropertyNames(channel) : []
  for (const name of names)
    if (/^query[A-Z]|^getHostByAddr$/.test(name)) standBefore(channel, name, guardQuery)
  const isNew = [dns, dns.promises].map((owner) => standBefore(owner, 'lookup', guardLookup))
  if (isNew.includes(true)) syncBuiltinESMExports()
}

/** The reason where a name may not be asked for. */
function refusalOf(name: unknown): string | undefined {
  const scope = currentScope()
  if (!scope || typeof name !== 'string' || isOpening() || isLocalName(name)) return undefined
  const verdict = scope.leave({ kind: 'dns', names: [name] })
  return verdict.kind === 'refused' ? verdict.reason : undefined
}

/** Returns `true` for a name whose server is not connected to: clients of gRPC look it up themselves, with its settings. */
function isOfStandIn(name: unknown): boolean {
  if (typeof name !== 'string') return false
  const host = name.replace(/^_grpc_config\./, '')
  return currentScope()?.connections?.standsIn({ host }) === true
}

/** Answers a look-up with the address of nobody. */
function answerLookup(args: unknown[]): unknown {
  const options = args.find((arg) => typeof arg === 'object' && arg !== null)
  const isAll = (options as { all?: boolean } | undefined)?.all === true
  const found = { address: NOBODY, family: 4 }
  const callback = args.at(-1)
  if (typeof callback !== 'function') return Promise.resolve(isAll ? [found] : found)
  const done = callback as (error: null, address: unknown, family?: number) => void
  void nextTurn().then(() => (isAll ? done(null, [found]) : done(null, NOBODY, 4)))
  return {}
}

interface QueryRequest {
  oncomplete(error: string): void
}

function guardQuery<Method>(original: Method): Method {
  const query = original as (this: unknown, ...args: unknown[]) => number
  const guarded = function (this: unknown, ...args: unknown[]): number {
    const isServed = isOfStandIn(args[1])
    if (!isServed && refusalOf(args[1]) === undefined) return query.apply(this, args)
    const error = isServed ? 'ENOTFOUND' : 'ECONNREFUSED'
    void nextTurn().then(() => (args[0] as QueryRequest).oncomplete(error))
    return 0
  }
  return guarded as Method
}

function guardLookup(original: (...args: unknown[]) => unknown) {
  return function lookup(...args: unknown[]): unknown {
    if (isOfStandIn(args[0]) && !isLocalName(args[0] as string)) return answerLookup(args)
    const reason = refusalOf(args[0])
    if (reason === undefined) return original(...args)
    const error = Object.assign(new Error(`[vitest-replay] blocked: ${reason}`), {
      code: 'ENOTFOUND',
      hostname: args[0],
    })
    const callback = args.at(-1)
    if (typeof callback !== 'function') return Promise.reject(error)
    void nextTurn().then(() => (callback as (error: Error) => void)(error))
    return {}
  }
}
