import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import { currentScope } from '../../context/scope.ts'
import { nextTurn } from '../../context/timers.ts'
import { isLocalName } from './local-address.ts'
import { nativeBinding } from './native-binding.ts'
import { isOpening } from './sockets.ts'
import { standBefore } from './stand-before.ts'

/** Stands before all DNS queries: those of resolvers, and look-ups of names for no connection that was decided on. */
export function guardQueries(): void {
  const channel = nativeBinding('cares_wrap')?.ChannelWrap.prototype
  const names = channel ? Object.getOwnPropertyNames(channel) : []
  for (const name of names)
    if (/^query[A-Z]|^getHostByAddr$/.test(name)) standBefore(channel, name, guardQuery)
  standBefore(dns, 'lookup', guardLookup)
  standBefore(dns.promises, 'lookup', guardLookup)
  syncBuiltinESMExports()
}

/** The reason where a name may not be asked for. */
function refusalOf(name: unknown): string | undefined {
  const scope = currentScope()
  if (!scope || typeof name !== 'string' || isOpening() || isLocalName(name)) return undefined
  const verdict = scope.leave({ kind: 'dns', names: [name] })
  return verdict.kind === 'refused' ? verdict.reason : undefined
}

interface QueryRequest {
  oncomplete(error: string): void
}

function guardQuery<Method>(original: Method): Method {
  const query = original as (this: unknown, ...args: unknown[]) => number
  const guarded = function (this: unknown, ...args: unknown[]): number {
    if (refusalOf(args[1]) === undefined) return query.apply(this, args)
    void nextTurn().then(() => (args[0] as QueryRequest).oncomplete('ECONNREFUSED'))
    return 0
  }
  return guarded as Method
}

function guardLookup(original: (...args: unknown[]) => unknown) {
  return function lookup(...args: unknown[]): unknown {
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
