import { AsyncResource } from 'node:async_hooks'
import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  ServerHttp2Stream,
} from 'node:http2'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { RawBody } from '../../../core/cassette/raw-body.ts'
import { BrokenBody } from '../../context/broken-body.ts'
import type { Http2Call } from '../../context/http-call.ts'
import { bypassing, workerState, type RunScope } from '../../context/scope.ts'
import { headerPairs, namedTrailers } from '../http-arguments.ts'
import { watchSent } from '../watch-client.ts'
import { answerStream } from './answer-stream.ts'
import { openPair } from './session-pair.ts'
import { watchStream } from './watch-stream.ts'

/** Starts a request that a session of HTTP/2 makes within a run. */
export function interceptHttp2(
  scope: RunScope,
  call: Http2Call,
  stack: string | undefined,
): ClientHttp2Stream {
  const head = readHead(call)
  if (!head || head.method === 'CONNECT' || call.session.closed || call.session.destroyed)
    return call.start(call.session)
  const { method, url } = head
  if (scope.passes({ method, url })) return bypassing(() => call.start(call.real()))
  let stream: ClientHttp2Stream | undefined
  const open = scope.depart?.({
    method,
    url,
    stack,
    protocol: 'h2',
    get headers() {
      if (!stream) return []
      return [...sentHeaders(stream.sentHeaders), ...named(sentHeaders(stream.sentTrailers))]
    },
  })
  if (!open) return replayed(scope, call, head, stack)
  stream = call.start(call.session)
  const { tap } = open()
  const { remoteAddress, remotePort } = call.session.socket ?? {}
  if (remoteAddress !== undefined && remotePort !== undefined)
    scope.connections?.adopt({ host: remoteAddress, port: remotePort })
  scope.connections?.adopt({ host: new URL(url).hostname })
  watchStream(stream, tap)
  watchSent(stream, tap)
  return stream
}

interface Head {
  method: string
  url: string
  authority: string
}

/** Starts a request whose other end is answered by the recording. */
function replayed(
  scope: RunScope,
  call: Http2Call,
  head: Head,
  stack: string | undefined,
): ClientHttp2Stream {
  const resource = new AsyncResource('VITEST_REPLAY_REQUEST')
  const answer = async (server: ServerHttp2Stream, raw: readonly string[]): Promise<void> => {
    const headers = headerPairs(raw).filter(([name]) => !name.startsWith(':'))
    const verdict = await scope.http({
      method: head.method,
      url: head.url,
      headers,
      readBody: async (onBytes) => {
        server.on('trailers', (trailers) => void headers.push(...named(sentHeaders(trailers))))
        return new RawBody(await readStream(server, onBytes))
      },
      isWaiting: () => !stream.destroyed,
      stack,
      protocol: 'h2',
    })
    const isGrpc = headers.some(
      ([name, value]) => name === 'content-type' && value.startsWith('application/grpc'),
    )
    const { session } = call
    if (verdict.kind !== 'live')
      return answerStream(verdict, { client: stream, server, session, isGrpc })
    const out = bypassing(() => call.start(call.real()))
    watchStream(out, verdict.tap)
    forward(out, { server, body: verdict.arriving ?? verdict.body.bytes })
  }
  const pair = openPair(call.connect, head.authority, (server, raw) => {
    resource.runInAsyncScope(() => {
      void answer(server, raw).catch((error: Error) => stream.destroy(error))
    })
  })
  const stream = call.start(pair)
  stream.on('close', () => pair.destroy())
  return stream
}

async function readStream(
  stream: ServerHttp2Stream,
  onBytes: (bytes: Uint8Array) => void = () => {},
): Promise<Uint8Array> {
  const parts: Buffer[] = []
  stream.on('data', (part: Buffer) => {
    parts.push(part)
    onBytes(part)
  })
  try {
    // A client that leaves ends nothing.
    await finished(stream, { writable: false })
  } catch (error) {
    throw new BrokenBody(Buffer.concat(parts), error)
  }
  return Buffer.concat(parts)
}

/** Sends the answer of a request that was let out to whoever made it. */
function forward(
  out: ClientHttp2Stream,
  { server, body }: { server: ServerHttp2Stream; body: Uint8Array | AsyncIterable<Uint8Array> },
): void {
  let trailers: IncomingHttpHeaders | undefined
  out.on('headers', (headers) => void (server.destroyed || server.additionalHeaders(headers)))
  out.on('response', (headers) => {
    if (server.destroyed) return
    server.respond(headers, { waitForTrailers: true, sendDate: false } as object)
    server.on('wantTrailers', () => (trailers ? server.sendTrailers(trailers) : server.close()))
  })
  out.on('trailers', (received) => void (trailers = received))
  out.on('data', (chunk: Buffer) => void server.write(chunk))
  out.on('end', () => workerState.setImmediate(() => server.end()))
  out.on('error', () => server.close(out.rstCode || 2))
  server.on('close', () => void (out.closed || out.close()))
  if (out.writableEnded) return
  if (body instanceof Uint8Array) out.end(body)
  else
    Readable.from(body, { objectMode: false })
      .on('error', (error) => out.destroy(error))
      .pipe(out)
}

/** Reads the target of a request as Node does, with that of its session in the place of what it leaves out. */
function readHead({ session, headers }: Http2Call): Head | undefined {
  const given = Array.isArray(headers)
    ? Object.fromEntries(headerPairs(headers.map(String)))
    : ((headers ?? {}) as Record<string, unknown>)
  const own = (name: string) => symbolOf(session, name)
  const scheme = given[':scheme'] ?? own('protocol')?.replace(/:$/, '') ?? 'https'
  const host = given[':authority'] ?? given['host'] ?? own('authority')
  if (host === undefined) return undefined
  const authority = `${text(scheme)}://${text(host)}`
  const address = authority + text(given[':path'] ?? '/')
  if (!URL.canParse(address)) return undefined
  const url = new URL(address).href
  return { method: text(given[':method'] ?? 'GET').toUpperCase(), url, authority }
}

function symbolOf(session: ClientHttp2Session, name: string): string | undefined {
  const symbol = Object.getOwnPropertySymbols(session).find((key) => key.description === name)
  const value = symbol && (session as unknown as Record<symbol, unknown>)[symbol]
  return typeof value === 'string' ? value : undefined
}

function sentHeaders(headers: object | undefined): Array<[string, string]> {
  return Object.entries((headers ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    name.startsWith(':') || value === undefined
      ? []
      : [[name.toLowerCase(), Array.isArray(value) ? value.map(text).join(', ') : text(value)]],
  )
}

const named = (trailers: ReadonlyArray<readonly [string, string]>) => namedTrailers(trailers.flat())

function text(value: unknown): string {
  return typeof value === 'string' ? value : String(value as string | number)
}
