import type { RecordedError } from '../../core/cassette/schema.ts'
import type { SocketMessage } from '../../core/websocket/message-content.ts'
import type { SocketClose } from '../../core/websocket/socket-reader.ts'

/** A WebSocket that is about to be opened. */
export interface SocketCall {
  /** With the protocol `ws:` or `wss:`. */
  url: string
  /** The subprotocols that the client offers. */
  protocols: readonly string[]
  headers: Array<[string, string]>
  stack: string | undefined
}

/** An answer to a handshake that opens nothing. */
export interface SocketRefusal {
  status: number
  statusText: string
  headers: Array<[string, string]>
  body: string
}

/** Watches a WebSocket that is really opened. */
export interface SocketTap {
  opened(headers: Array<[string, string]>): void
  refused(refusal: SocketRefusal): void
  failed(error: unknown): void
  sent(bytes: Uint8Array): void
  received(bytes: Uint8Array): void
  /** The connection is gone. */
  over(): void
}

/** The answer to a handshake in a replay. */
export type SocketOpening =
  | { kind: 'accepted'; protocol: string | null; headers: Array<[string, string]> }
  | { kind: 'refused'; refusal: SocketRefusal }
  | { kind: 'failed'; error: RecordedError }

/** The server's end of a WebSocket, as far as it is sent to. */
export interface SocketOutput {
  message(message: SocketMessage): void
  signal(kind: 'ping' | 'pong', payload: Uint8Array): void
  close(close: SocketClose): void
  /** Sends bytes as they are. */
  raw(bytes: Uint8Array): void
  end(): void
}

/** A WebSocket that is served from the recording. */
export interface ServedSocket {
  open(): Promise<SocketOpening>
  attach(output: SocketOutput): void
  heard(message: SocketMessage): void
  pinged?(payload: Uint8Array): void
  /** The client announces its end. */
  closing(close: SocketClose): void
  over(): void
}

/**
 * The decision on a WebSocket.
 *
 * - `open`: it is opened, and nobody looks.
 * - `recorded`: it is opened, and recorded.
 * - `served`: the recording speaks.
 */
export type SocketVerdict =
  { kind: 'open' } | { kind: 'recorded'; tap: SocketTap } | { kind: 'served'; socket: ServedSocket }
