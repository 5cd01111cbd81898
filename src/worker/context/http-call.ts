import type http from 'node:http'
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2'
import type https from 'node:https'
import type { Duplex } from 'node:stream'
import type { RawBody } from '../../core/cassette/raw-body.ts'
import type { RecordedError, ResponseEnd } from '../../core/cassette/schema.ts'

/** A request as an interceptor saw it, before anything was redacted. */
export interface HttpCall {
  method: string
  url: string
  headers: Array<[string, string]>
  /**
   * Called once: streams are read to their end, and what arrives of them is handed over. Rejects with a `BrokenBody` where
   * the client's body fails.
   */
  readBody(onBytes?: (bytes: Uint8Array) => void): Promise<RawBody>
  /** Asks a client for its body, where it waits to be asked. */
  proceed?(): void
  /** Aborts when the client gives up. */
  signal?: AbortSignal
  /** Returns `false` once the client has given up; absent where that is not known. */
  isWaiting?: () => boolean
  stack?: string
  /** The client decodes what it receives before we see it, as `fetch` does. */
  isDecoded?: boolean
  /** The protocol, where it is not HTTP/1. */
  protocol?: 'h2'
}

/** A request as it is made. What it sends is watched on its way. */
export type OutgoingCall = Omit<HttpCall, 'readBody' | 'signal' | 'isWaiting'>

/** A recorded response, ready to be sent again. */
export interface ReplayResponse {
  status: number
  statusText: string
  headers: Array<[string, string]>
  pieces: Uint8Array[]
  end: ResponseEnd
  /** `true` if the pieces are sent one by one. */
  streamed: boolean
  /** Responses before it, of status 1xx. */
  information?: readonly Information[]
  trailers?: Array<[string, string]>
  /** The error of a client whose response broke off; of a connection that was lost, what undici knows of it. */
  error?: RecordedError
  /** Called for each piece that the client receives. */
  onPiece?(): void
  /** Milliseconds until it came, which are not waited for again. */
  after?: number
  /** The reason, where the request was not answered by a recording. */
  blocked?: string
  /** Resolves when what comes after so many bytes of the body may be sent: it may answer what the request still sends. */
  ready?(received: number): Promise<void>
}

export interface Information {
  status: number
  headers: Array<[string, string]>
}

/** Receives the real response to a request that was sent, as it arrives. */
export interface ResponseTap {
  head(head: { status: number; statusText: string; headers: Array<[string, string]> }): void
  /** A response before it, of status 1xx. */
  information(head: Information): void
  chunk(bytes: Uint8Array): void
  /**
   * @param how The trailers of a whole body, the client's error for one that broke off, and the milliseconds since its start
   * where it has ended before.
   */
  end(
    end: ResponseEnd,
    how?: { trailers?: Array<[string, string]>; error?: unknown; duration?: number },
  ): void
  fail(error: unknown): void
  /** Notes that the connection goes on with another protocol, which is no part of the exchange. */
  switched?(protocol: string): void
  /** Notes that the client waits for more of the body, or no longer. Of a client that never calls it, that is not known. */
  awaits?(isWaiting: boolean): void
}

/** Receives what a client sends, and the response to it. */
export interface ExchangeTap extends ResponseTap {
  sent(bytes: Uint8Array): void
  /** The client's body is whole. */
  sentAll(): void
  /** The client's body, where it was there before the request was sent. */
  sentBody(body: RawBody): void
}

/** The decision on a request that is about to go out: it does, and is watched. */
export interface Departure {
  tap: ExchangeTap
  /** See `HttpVerdict`. */
  locate?(stack: string | undefined): void
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
  /** `after` is there for a time limit of the client: the milliseconds after which it had passed. */
  | { kind: 'fail'; error: RecordedError; after?: number }
  /** The client's own body has failed: it gets its own error. */
  | { kind: 'broken'; error: unknown }
  /** The recording has only the client's abort: wait until the client aborts again. */
  | { kind: 'hang' }
  /** `arriving` is there where the client waits for an answer before it sends the rest of its body; the body is not whole then. */
  | { kind: 'live'; body: RawBody; tap: ResponseTap; arriving?: AsyncIterable<Uint8Array> }
)

export type Call = (...args: never[]) => http.ClientRequest

/** One of the functions that start a request, with the original implementation. */
export interface CallSite {
  module: typeof http | typeof https
  name: 'request' | 'get' | 'ClientRequest'
  original: Call
  thin: Call
}

/** A request that is about to be made on a session of HTTP/2. */
export interface Http2Call {
  session: ClientHttp2Session
  /** As it was called. */
  headers: unknown
  /** The original `http2.connect`. */
  connect(authority: string | URL, options: { createConnection: () => Duplex }): ClientHttp2Session
  /** Makes the request, on this session or another one. */
  start(session: ClientHttp2Session): ClientHttp2Stream
  /** The session that leads to the server. */
  real(): ClientHttp2Session
}
