import type { Agent } from 'node:http'
import type { CallSite } from '../context/http-call.ts'
import { markedRequest } from './mark-request.ts'
import { requireInterceptors } from './msw.ts'
import type { InterceptedRequestListener, MswHost } from './msw-host.ts'

interface RequestEvent {
  request: Request
  controller: { respondWith(response: Response): void; errorWith(error: Error): void }
}

interface Interceptor {
  apply(): void
  dispose(): void
}

interface RequestSource {
  emitter: {
    earlyOn(event: string, listener: (event: never) => unknown): void
    removeListener(event: string, listener: (event: never) => unknown): void
  }
}

/** The global under which `@mswjs/interceptors` 0.45 registers its singletons. */
interface Registry {
  __MSW_INTERCEPTORS_REGISTRY?: Map<symbol, RequestSource>
}
const SOURCE = Symbol.for('node-http-request-source')

/**
 * MSW 3 intercepts at the socket, for the whole process, and every HTTP/2 client hangs while it does.
 * So it is in force only while a run uses `node:http`; our listener comes before the user's.
 */
export function createMsw3Host(listener: InterceptedRequestListener): MswHost {
  const { HttpRequestInterceptor } = requireInterceptors<{
    HttpRequestInterceptor: new () => Interceptor
  }>('http')
  let disable: (() => void) | undefined

  const onRequest = ({ request, controller }: RequestEvent) =>
    listener({
      request,
      respondWith: (response) => controller.respondWith(response),
      errorWith: (error) => controller.errorWith(error),
    })

  const enable = () => {
    const interceptor = new HttpRequestInterceptor()
    interceptor.apply()
    const { emitter } = (globalThis as Registry).__MSW_INTERCEPTORS_REGISTRY!.get(SOURCE)!
    emitter.earlyOn('request', onRequest)
    return () => {
      // The source outlives us where the user's own server is in force.
      emitter.removeListener('request', onRequest)
      interceptor.dispose()
    }
  }

  return {
    call(site, args) {
      disable ??= enable()
      closeIdle(agentOf(site, args))
      const request = markedRequest(site, args)
      request.shouldKeepAlive = false
      return request
    },
    release() {
      disable?.()
      disable = undefined
    },
  }
}

function agentOf(site: CallSite, args: readonly unknown[]): Agent | undefined {
  for (const arg of args) {
    const agent = typeof arg === 'object' && (arg as { agent?: Agent | false } | null)?.agent
    if (agent) return agent
  }
  return site.module.globalAgent
}

/**
 * A connection is intercepted by the interceptors of the time it was opened, so a run opens its
 * own: it takes none from the pool, and puts none there.
 */
function closeIdle(agent: Agent | undefined): void {
  for (const sockets of Object.values(agent?.freeSockets ?? {}))
    for (const socket of sockets ?? []) socket.destroy()
}
