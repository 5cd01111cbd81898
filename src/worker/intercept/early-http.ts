import type http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { Duplex } from 'node:stream'
import { callStack } from '../context/call-stack.ts'
import type { Call, CallSite } from '../context/http-call.ts'
import { nodeHttp } from '../context/http-module.ts'
import { currentScope, workerState } from '../context/scope.ts'
import { findUnhandled, refusedError } from '../context/unhandled.ts'
import { noteEarly } from './early-requests.ts'
import { readHttpArguments } from './http-arguments.ts'

function asksForWebSocket(args: readonly unknown[]): boolean {
  return args.some((arg) => {
    const headers = (arg as { headers?: Record<string, unknown> } | null)?.headers ?? {}
    const name = Object.keys(headers).find((key) => key.toLowerCase() === 'upgrade')
    return name !== undefined && String(headers[name]).toLowerCase() === 'websocket'
  })
}

const OURS = Symbol.for('vitest-replay.http')

/**
 * Puts thin functions in front of those of `node:http` and `node:https`, however they are imported.
 */
export function installNodeHttp(): void {
  for (const module of [nodeHttp, https]) {
    for (const name of ['request', 'get'] as const) {
      const original = module[name] as Call & { [OURS]?: true }
      if (original[OURS]) continue
      const thin = function (this: unknown, ...args: never[]): http.ClientRequest {
        const scope = currentScope()
        if (!scope) return unhandled(site, args)
        const start = asksForWebSocket(args) ? scope.transport.upgrade : scope.transport.http
        return start(scope, site, args, callStack())
      }
      Object.defineProperty(thin, OURS, { value: true })
      const site: CallSite = { module, name, original, thin }
      Object.assign(module, { [name]: thin })
    }
  }
  installClientRequest()
  syncBuiltinESMExports()
}

/** Starts a request that belongs to no run, unless the policy refuses it. */
function unhandled(site: CallSite, args: never[]): http.ClientRequest {
  const read = readHttpArguments(site, args)
  const { background, reason } = read ? findUnhandled(read.method, read.url) : {}
  if (background) return background.transport.http(background, site, args, callStack())
  if (reason === undefined) return noteEarly(Reflect.apply(site.original, site.module, args))
  const createConnection = () => {
    const nowhere = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
    workerState.setImmediate(() => nowhere.destroy(refusedError(reason)))
    return nowhere
  }
  const refused = { ...read!.options, agent: undefined, createConnection }
  return Reflect.apply(site.original, site.module, [refused, read!.onResponse] as never[])
}

/** @note Not called by `http.request`, which knows the class itself. */
function installClientRequest(): void {
  const { ClientRequest } = nodeHttp
  if ((ClientRequest as unknown as { [OURS]?: true })[OURS]) return
  const construct: ProxyHandler<typeof ClientRequest>['construct'] = (target, args, newTarget) => {
    const scope = currentScope()
    // Of a class of the client's own, the request is an instance, too.
    const made = newTarget === thin ? target : newTarget
    const original = (...given: never[]) =>
      Reflect.construct(target, given, made) as http.ClientRequest
    const site: CallSite = { module: nodeHttp, name: 'ClientRequest', original, thin: original }
    if (!scope) return noteEarly(Reflect.construct(target, args, newTarget) as http.ClientRequest)
    if (asksForWebSocket(args)) return Reflect.construct(target, args, newTarget) as object
    return scope.transport.http(scope, site, args as never[], callStack())
  }
  const thin = new Proxy(ClientRequest, { construct })
  Object.defineProperty(ClientRequest, OURS, { value: true })
  Object.assign(nodeHttp, { ClientRequest: thin })
}
