import type http from 'node:http'
import type { CallSite } from '../context/http-call.ts'

/** A request that MSW's interceptor holds until it is answered or let through. */
export interface HeldRequest {
  request: Request
  respondWith(response: Response): void
  errorWith(error: Error): void
}

/** Told of every held request; one that it leaves alone falls through to the user's own handlers. */
export type HeldRequestListener = (held: HeldRequest) => Promise<void>

/** What differs between the majors of MSW. */
export interface MswHost {
  /** Calls one of `http`'s functions so that the listener is told of the request. */
  call(site: CallSite, args: never[]): http.ClientRequest
  /** The last run has ended: what was put in force for runs alone is taken away. */
  release(): void
}
