import http from 'node:http'
import https from 'node:https'
import type { CallSite } from '../context/http-call.ts'
import type { InterceptedRequestListener, MswHost } from './msw-host.ts'
import { requireInterceptors } from './msw.ts'

interface RequestEvent {
  request: Request
  controller: { respondWith(response: Response): void; errorWith(error: Error): void }
}

interface Interceptor {
  apply(): void
  emitter: {
    prependListener(event: string, listener: (event: never) => unknown): void
  }
}

/** The key under which `@mswjs/interceptors` 0.4x registers the instance that is in force. */
const IN_FORCE = Symbol.for('client-request-interceptor')

/**
 * Returns `true` for a call from the user's own MSW server, which has replaced the request's agent
 * already.
 */
function comesFromMsw(args: readonly unknown[]): boolean {
  return args.some((arg) => {
    const agent = (arg as { agent?: { constructor: { name: string } } } | null)?.agent
    return !!agent && /^MockHttps?Agent$|^MockAgent$/.test(agent.constructor.name)
  })
}

/**
 * MSW 2 patches `http` itself, and two networks in one process override each other. So where the
 * user's own is in force, our listener is put before theirs on the same interceptor; where there is
 * none, we use a private one.
 */
export function createMsw2Host(listener: InterceptedRequestListener): MswHost {
  const hooked = new WeakSet<Interceptor>()
  let patched: Map<unknown, CallSite['original']> | undefined

  const hook = (interceptor: Interceptor) => {
    if (hooked.has(interceptor)) return
    hooked.add(interceptor)
    interceptor.emitter.prependListener('request', ({ request, controller }: RequestEvent) =>
      listener({
        request,
        respondWith: (response) => controller.respondWith(response),
        errorWith: (error) => controller.errorWith(error),
      }),
    )
  }

  const patchPrivately = (): Map<unknown, CallSite['original']> => {
    const { ClientRequestInterceptor } = requireInterceptors<{
      ClientRequestInterceptor: new () => Interceptor
    }>('ClientRequest')
    const interceptor = new ClientRequestInterceptor()
    // Registered under another symbol, so that the user's server neither finds nor disposes of it.
    Reflect.set(interceptor, 'symbol', Symbol('vitest-replay'))
    hook(interceptor)
    const before = [http, https].map((module) => ({
      module,
      fields: {
        request: module.request,
        get: module.get,
        ...('ClientRequest' in module ? { ClientRequest: module.ClientRequest } : {}),
      },
    }))
    interceptor.apply()
    const result = new Map<unknown, CallSite['original']>()
    for (const { module, fields } of before) {
      result.set(fields.request, module.request as CallSite['original'])
      result.set(fields.get, module.get as CallSite['original'])
      Object.assign(module, fields)
    }
    return result
  }

  return {
    call(site, args) {
      const inForce = (globalThis as Record<symbol, unknown>)[IN_FORCE] as Interceptor | undefined
      if (inForce) {
        hook(inForce)
        if (comesFromMsw(args)) return site.original(...args)
        const present = site.module[site.name] as CallSite['original']
        return present === site.thin ? site.original(...args) : present(...args)
      }
      patched ??= patchPrivately()
      return patched.get(site.thin)!(...args)
    },
    release() {},
  }
}
