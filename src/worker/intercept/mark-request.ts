import http from 'node:http'
import type { CallSite } from '../context/http-call.ts'
import { requireInterceptors } from './msw.ts'

interface Interceptor {
  apply(): void
  dispose(): void
}

type Work = () => http.ClientRequest

/**
 * Makes the function that MSW 3 wraps around `http.request` usable for any call: it marks the
 * connection as one that will carry a request. One without the mark is let through to the network
 * when its first byte is late.
 *
 * @note The mark is private to MSW, so its wrapper is put around a function of ours, and removed at
 * once.
 */
function borrowWrapper(): ((work: Work) => http.ClientRequest) | undefined {
  const { ClientRequestInterceptor } = requireInterceptors<{
    ClientRequestInterceptor: new () => Interceptor
  }>('ClientRequest')
  const present = http.request
  let next: Work
  http.request = (() => next()) as typeof http.request
  try {
    const interceptor = new ClientRequestInterceptor()
    interceptor.apply()
    const wrapper = http.request as Work
    interceptor.dispose()
    return (work) => {
      next = work
      return wrapper()
    }
  } catch {
    // A server of the user's is in force, so the wrapper is in place already.
    return undefined
  } finally {
    http.request = present
  }
}

let borrowed: ReturnType<typeof borrowWrapper>

/**
 * Starts a request whose connection MSW 3 keeps open for interception, however late it is written
 * to.
 */
export function markedRequest(site: CallSite, args: never[]): http.ClientRequest {
  borrowed ??= borrowWrapper()
  if (borrowed) return borrowed(() => site.original(...args))
  return (site.module[site.name] as CallSite['original'])(...args)
}
