import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { callStack } from '../context/call-stack.ts'
import type { Call, CallSite } from '../context/http-call.ts'
import { currentScope } from '../context/scope.ts'

function isUpgrade(args: readonly unknown[]): boolean {
  return args.some((arg) => {
    const headers = (arg as { headers?: Record<string, unknown> } | null)?.headers
    return (
      typeof headers === 'object' &&
      headers !== null &&
      Object.keys(headers).some((name) => name.toLowerCase() === 'upgrade')
    )
  })
}

const OURS = Symbol.for('vitest-replay.http')

/**
 * Puts thin functions in front of those of `node:http` and `node:https`, however they are imported.
 */
export function installNodeHttp(): void {
  for (const module of [http, https]) {
    for (const name of ['request', 'get'] as const) {
      const original = module[name] as Call & { [OURS]?: true }
      if (original[OURS]) continue
      const thin = function (this: unknown, ...args: never[]): http.ClientRequest {
        const scope = currentScope()
        if (!scope || isUpgrade(args)) return original.apply(this, args)
        return scope.transport.http(scope, site, args, callStack())
      }
      Object.defineProperty(thin, OURS, { value: true })
      const site: CallSite = { module, name, original, thin }
      Object.assign(module, { [name]: thin })
    }
  }
  syncBuiltinESMExports()
}
