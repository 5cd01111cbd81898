import type http from 'node:http'
import type { CallSite } from '../context/http-call.ts'

/** A request that MSW's interceptor suspends until it is answered or let through. */
export interface InterceptedRequest {
  request: Request
  respondWith(response: Response): void
  errorWith(error: Error): void
}

/**
 * Called for every intercepted request; one that it leaves alone falls through to the user's own
 * handlers.
 */
export type InterceptedRequestListener = (held: InterceptedRequest) => Promise<void>

/** The differences between the majors of MSW. */
export interface MswHost {
  /** Calls one of `http`'s functions so that the listener receives the request. */
  call(site: CallSite, args: never[]): http.ClientRequest
  /** Removes what was put in force for runs alone, after the last run has ended. */
  release(): void
}
