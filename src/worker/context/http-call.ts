import http from 'node:http'
import https from 'node:https'
import type { RawBody } from '../../core/cassette/raw-body.ts'
import type { RecordedError, ResponseEnd } from '../../core/cassette/schema.ts'

/** A request as an interceptor saw it, before anything was redacted. */
export interface HttpCall {
  method: string
  url: string
  headers: Array<[string, string]>
  /** Called once: streams are read to their end. */
  readBody(): Promise<RawBody>
  /** Aborts when the client gives up. */
  signal?: AbortSignal
  stack?: string
}

/** A recorded response, ready to be sent again. */
export interface ReplayResponse {
  status: number
  statusText: string
  headers: Array<[string, string]>
  pieces: Uint8Array[]
  end: ResponseEnd
  /** `true` if the pieces are sent one by one. */
  streamed: boolean
}

/** Receives the real response to a request that was sent, as it arrives. */
export interface ResponseTap {
  head(head: { status: number; statusText: string; headers: Array<[string, string]> }): void
  chunk(bytes: Uint8Array): void
  end(end: ResponseEnd): void
  fail(error: unknown): void
}

/** The decision on a request. */
export type HttpVerdict = {
  /**
   * Present where the call's stack did not reach the user's code. A stack captured later may: an
   * async function is in the stack of what it awaits only once it awaits it.
   */
  locate?(stack: string | undefined): void
} & (
  | { kind: 'respond'; body: RawBody; response: ReplayResponse }
  | { kind: 'fail'; error: RecordedError }
  /** The recording has only the client's abort: wait until the client aborts again. */
  | { kind: 'hang' }
  | { kind: 'live'; body: RawBody; tap: ResponseTap }
)

export type Call = (...args: never[]) => http.ClientRequest

/** One of the functions that start a request, with the original implementation. */
export interface CallSite {
  module: typeof http | typeof https
  name: 'request' | 'get'
  original: Call
  thin: Call
}
