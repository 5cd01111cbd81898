import type { ClientHttp2Session, ClientHttp2Stream, ServerHttp2Stream } from 'node:http2'
import { LOST_CONNECTION, restoreError } from '../../../core/cassette/value.ts'
import type { HttpVerdict, ReplayResponse } from '../../context/http-call.ts'
import { nextTurn } from '../../context/timers.ts'
import { drained } from '../drained.ts'

/** @note Of gRPC: no client calls again after it. */
const FAILED_PRECONDITION = '9'

/** Both ends of a stream: the server's answers what the client has asked. */
export interface StreamEnds {
  client: ClientHttp2Stream
  server: ServerHttp2Stream
  /** The session that the client has made its request on. */
  session: ClientHttp2Session
  isGrpc: boolean
}

/** Sends an answer to a client of HTTP/2 as a server would. */
export async function answerStream(
  verdict: Exclude<HttpVerdict, { kind: 'live' }>,
  ends: StreamEnds,
): Promise<void> {
  if (verdict.kind === 'fail') failStream(ends, restoreError(verdict.error) as Error)
  else if (verdict.kind === 'respond') await respond(verdict.response, ends)
}

async function respond(recorded: ReplayResponse, ends: StreamEnds): Promise<void> {
  const { server, isGrpc } = ends
  if (server.destroyed) return
  if (recorded.blocked !== undefined && isGrpc) return refuseCall(server, recorded.blocked)
  for (const { status, headers } of recorded.information ?? [])
    server.additionalHeaders({ ...headerRecord(headers), ':status': status })
  const { pieces, trailers = [], end } = recorded
  const isEmpty = pieces.length === 0 && trailers.length === 0 && end === 'complete'
  server.respond(
    { ...headerRecord(recorded.headers), ':status': recorded.status },
    { endStream: isEmpty, waitForTrailers: trailers.length > 0, ...WITHOUT_DATE },
  )
  if (isEmpty) return
  if (trailers.length > 0)
    server.once('wantTrailers', () => void server.sendTrailers(headerRecord(trailers)))
  let received = 0
  for (const piece of pieces) {
    await nextTurn()
    await recorded.ready?.(received)
    received += piece.length
    if (server.destroyed) return
    recorded.onPiece?.()
    if (!server.write(piece)) await drained(server)
  }
  if (end === 'aborted') return
  await nextTurn()
  await recorded.ready?.(received)
  if (end === 'complete') return void server.end()
  await nextTurn()
  const { error } = recorded
  // Node makes an error of its own of a connection that is lost.
  if (!error || error.code === LOST_CONNECTION) return void server.session?.destroy()
  failStream(ends, restoreError(error) as Error)
}

/** Ends a stream by an error, and its session after it, where the error was that of the session. */
function failStream({ client, session }: StreamEnds, error: Error): void {
  const reason = reasonOf(error)
  if (reason) client.once('close', () => session.destroy(reason))
  client.destroy(error)
}

/** The error by which a session has ended with its streams; `undefined` where a stream alone has. */
function reasonOf(error: Error): Error | undefined {
  const { code = '', cause, syscall } = error as NodeJS.ErrnoException
  // Streams that wait for a connection get an error of their own, with that of the connection.
  if (code === 'ERR_HTTP2_STREAM_CANCEL') return cause instanceof Error ? cause : undefined
  return OF_SESSION.has(code) || syscall !== undefined ? error : undefined
}

const OF_SESSION = new Set(['ERR_HTTP2_ERROR', 'ERR_HTTP2_SESSION_ERROR'])

/** Answers a call of gRPC by its own means. */
function refuseCall(server: ServerHttp2Stream, reason: string): void {
  const head = {
    ':status': 200,
    'content-type': 'application/grpc',
    'grpc-status': FAILED_PRECONDITION,
    'grpc-message': encodeURI(`[vitest-replay] blocked: ${reason}`),
  }
  server.respond(head, { endStream: true, ...WITHOUT_DATE })
}

/** The recorded headers are all that there are. */
const WITHOUT_DATE = { sendDate: false }

function headerRecord(
  headers: ReadonlyArray<readonly [string, string]>,
): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = {}
  for (const [spelled, value] of headers) {
    const name = spelled.toLowerCase()
    if (CONNECTION.has(name)) continue
    const present = record[name]
    record[name] = present === undefined ? value : [present, value].flat()
  }
  return record
}

/** Headers of HTTP/1, which a stream of HTTP/2 has none of: it may have been recorded by another client. */
const CONNECTION = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
])
