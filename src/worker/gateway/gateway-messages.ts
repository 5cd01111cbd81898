/** The other side of a connection through a proxy. */
export interface ConnectTarget {
  host: string
  port: number
}

/** The reason for which a connection cannot be looked into: its client does not trust the gateway, or speaks no HTTP. */
export type OpaqueReason = 'trust' | 'protocol'

type Headers = Array<[string, string]>

/** The head of an answer. */
export interface AnswerHead {
  status: number
  statusText: string
  headers: Headers
}

/** A request that a child process has made, whole. */
export interface RelayedRequest {
  gateway: number
  method: string
  url: string
  headers: Headers
  body: Uint8Array
}

/** Sent to the thread of the gateways. `id` names an exchange. */
export type ToGateway =
  | { kind: 'open'; gateway: number }
  | { kind: 'close'; gateway: number }
  | { kind: 'decided'; id: number; decision: 'look' | 'open' | 'refused' }
  | { kind: 'head'; id: number; head: AnswerHead }
  | { kind: 'piece'; id: number; bytes: Uint8Array }
  | { kind: 'end'; id: number }
  | { kind: 'broken'; id: number }
  /** The request is made by the thread itself, since the one that decides waits; `isWatched` asks for what comes of it. */
  | { kind: 'live'; id: number; body: Uint8Array; isWatched: boolean }

/** Sent by the thread of the gateways. */
export type FromGateway =
  | { kind: 'listening'; gateway: number; port: number; certificate: string }
  | { kind: 'request'; gateway: number; id: number; request: RelayedRequest }
  | { kind: 'gone'; gateway: number; id: number }
  | { kind: 'connect'; gateway: number; id: number; target: ConnectTarget }
  | { kind: 'opaque'; gateway: number; id: number; target: ConnectTarget; reason: OpaqueReason }
  | { kind: 'live-head'; gateway: number; id: number; head: AnswerHead }
  | { kind: 'live-piece'; gateway: number; id: number; bytes: Uint8Array }
  | { kind: 'live-end'; gateway: number; id: number }
  | { kind: 'live-failed'; gateway: number; id: number; error: unknown }

/** The data of a thread of ours; `signal` is counted up with each message that it sends. */
export interface ThreadData<Port> {
  port: Port
  signal: Int32Array
}
