import type { ClientHttp2Session, ServerHttp2Session, ServerHttp2Stream } from 'node:http2'
import type { Duplex } from 'node:stream'
import { bypassing } from '../../context/scope.ts'
import { ReplaySocket } from '../replay-socket.ts'
import { loadedHttp2 } from './load-http2.ts'

/** A function like `http2.connect`. */
export type Connect = (
  authority: string | URL,
  options: { createConnection: () => Duplex },
) => ClientHttp2Session

/** The sessions that were made here: their requests are nobody's. */
const pairs = new WeakSet<object>()

/** Returns `true` for a session within the process, by which one request is answered. */
export function isPair(session: object): boolean {
  return pairs.has(session)
}

/** Opens a connection whose other end speaks HTTP/2, and has no request to answer. */
export function idlePeer({
  isEncrypted,
  port,
}: {
  isEncrypted: boolean
  port: number
}): ReplaySocket {
  const socket = new ReplaySocket({ isEncrypted, port, protocol: 'h2' })
  serve(socket.server)
  return socket
}

/** Speaks HTTP/2 as a server, on one end of a connection. */
export function serve(connection: Duplex): ServerHttp2Session {
  const session = bypassing(() => loadedHttp2()!.performServerHandshake(connection))
  session.on('error', () => {})
  return session
}

/**
 * Opens a session for one request.
 *
 * @param onStream Receives the request at the server's end.
 */
export function openPair(
  connect: Connect,
  authority: string,
  onStream: (stream: ServerHttp2Stream, rawHeaders: readonly string[]) => void,
): ClientHttp2Session {
  const { protocol, port } = new URL(authority)
  const socket = new ReplaySocket({
    isEncrypted: protocol === 'https:',
    port: Number(port),
    protocol: 'h2',
  })
  const answering = (stream: ServerHttp2Stream, ...[, , raw]: [object, number, string[]]) => {
    stream.on('error', () => {})
    onStream(stream, raw)
  }
  serve(socket.server).on('stream', answering as () => void)
  const session = connect(authority, { createConnection: () => socket })
  pairs.add(session)
  session.on('error', () => {})
  session.unref()
  return session
}
