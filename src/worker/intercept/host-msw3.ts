import { requireInterceptors } from './msw.ts'
import type { HeldRequestListener, MswHost } from './node-http.ts'

interface RequestEvent {
  request: Request
  requestId: string
  controller: { respondWith(response: Response): void; errorWith(error: Error): void }
}

interface Interceptor {
  apply(): void
  dispose(): void
}

interface RequestSource {
  emitter: { earlyOn(event: string, listener: (event: never) => unknown): void }
}

/** Where `@mswjs/interceptors` 0.45 files its singletons. */
interface Registry {
  __MSW_INTERCEPTORS_REGISTRY?: Map<symbol, RequestSource>
}
const SOURCE = Symbol.for('node-http-request-source')

/**
 * MSW 3 intercepts at the socket, for the whole process, and every HTTP/2 client hangs while it does.
 * So it is in force only while a run uses `node:http`; our listener comes before the user's.
 */
export function createMsw3Host(listener: HeldRequestListener): MswHost {
  const { HttpRequestInterceptor } = requireInterceptors<{
    HttpRequestInterceptor: new () => Interceptor
  }>('http')
  let active: Interceptor | undefined

  const enable = () => {
    active = new HttpRequestInterceptor()
    active.apply()
    const { emitter } = (globalThis as Registry).__MSW_INTERCEPTORS_REGISTRY!.get(SOURCE)!
    emitter.earlyOn('request', ({ request, requestId, controller }: RequestEvent) =>
      listener.onRequest({
        request,
        requestId,
        respondWith: (response) => controller.respondWith(response),
        errorWith: (error) => controller.errorWith(error),
      }),
    )
    emitter.earlyOn('response', listener.onResponse)
  }

  return {
    call(site, args) {
      if (!active) enable()
      return site.original(...args)
    },
    release() {
      active?.dispose()
      active = undefined
    },
  }
}
