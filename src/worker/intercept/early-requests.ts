import type { ClientRequest } from 'node:http'
import { nodeHttp } from '../context/http-module.ts'
import { contextScope, currentScope, type RunScope } from '../context/scope.ts'
import { refusedError } from '../context/unhandled.ts'
import { standBefore } from './exits/stand-before.ts'

const KEY = Symbol.for('vitest-replay.early-requests')
const holder = globalThis as unknown as Record<symbol, WeakMap<ClientRequest, Admitted>>

/** The runs that may send a request on, or that it was refused. */
type Admitted = WeakSet<RunScope> | 'refused'

/** Requests that were made while no run was open. */
const early = (holder[KEY] ??= new WeakMap())

/** Notes a request that belongs to no run: a run that sends it, or more of it, is asked. */
export function noteEarly(request: ClientRequest): ClientRequest {
  early.set(request, new WeakSet())
  return request
}

/** Stands before all that requests of `node:http` send: one that is older than a run can be neither recorded nor replayed. */
export function guardEarlyRequests(): void {
  standBefore(nodeHttp.OutgoingMessage.prototype, '_send', (original: Send) => {
    return function (this: ClientRequest, ...args: unknown[]): unknown {
      const admitted = early.get(this)
      if (admitted === 'refused') return false
      const reason = admitted && refusalOf(this, admitted)
      if (reason === undefined) return original.apply(this, args)
      early.set(this, 'refused')
      this.destroy(refusedError(reason))
      return false
    }
  })
}

type Send = (this: ClientRequest, ...args: unknown[]) => unknown

function refusalOf(request: ClientRequest, admitted: WeakSet<RunScope>): string | undefined {
  // A body that goes on by itself is no affair of the run that is open by chance.
  const scope = request.headersSent ? contextScope() : currentScope()
  if (!scope || admitted.has(scope)) return undefined
  const { hostname, port, protocol } = addressOf(request)
  const address = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`
  const verdict = scope.leave({
    kind: 'tcp',
    names: [address, hostname, `tcp://${address}`],
    because: `${request.method} ${request.path} was begun before the run`,
  })
  if (verdict.kind === 'refused') return verdict.reason
  admitted.add(scope)
  return undefined
}

function addressOf(request: ClientRequest): URL {
  const { protocol, host } = request
  return new URL(`${protocol}//${String(request.getHeader('host') ?? host)}`)
}
