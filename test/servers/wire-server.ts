import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import {
  createServer as createNetServer,
  type AddressInfo,
  type Server as NetServer,
} from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { listenOn } from './listen.ts'

/** A request as the server saw it. */
export interface SeenRequest {
  method: string
  url: string
  headers: Record<string, string>
  body: string
}

export interface WireServer {
  url: string
  /** The requests by the first segment of their path. */
  seen: Record<string, SeenRequest[]>
  close(): Promise<void>
}

const TEXT = 'Grüße, 世界 🎉\n'.repeat(20)
const JSON_TEXT = '{ "big": 12345678901234567890, "text": "ü", "list": [1.0, 2e3, null] }'
const FORM =
  '--b\r\nContent-Disposition: form-data; name="k"\r\n\r\nv\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nfile\r\n--b--\r\n'
const EVENTS = 'retry: 5\n\nid: 7\nevent: named\ndata: a\n\ndata: b\ndata: c\n\n'
const gzip = gzipSync(TEXT)
const bytes = (text: string) => Buffer.from(text, 'latin1')
const length = (body: Uint8Array | string) => `Content-Length: ${Buffer.byteLength(body)}\r\n`

/** Answers as they are on the wire: head, then body. `cut` ends the connection where the head says there is more. */
const RAW: Record<string, { head: string; body?: Uint8Array | string; cut?: 'end' | 'reset' }> = {
  plain: {
    head: `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n${length('hello')}`,
    body: 'hello',
  },
  text: {
    head: `HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n${length(TEXT)}`,
    body: TEXT,
  },
  json: {
    head: `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${length(JSON_TEXT)}`,
    body: JSON_TEXT,
  },
  bytes: {
    head: `HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n${length(Buffer.alloc(256))}`,
    body: Uint8Array.from({ length: 256 }, (_, at) => at),
  },
  latin1: {
    head: 'HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Length: 4\r\n',
    body: bytes('caf\xe9'),
  },
  bom: {
    head: `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${length('\ufeff{"a":1}')}`,
    body: '\ufeff{"a":1}',
  },
  'no-type': { head: `HTTP/1.1 200 OK\r\n${length('x')}`, body: 'x' },
  'no-reason': { head: `HTTP/1.1 200 \r\n${length('x')}`, body: 'x' },
  'odd-reason': { head: `HTTP/1.1 200 Tr\xe8s bien\r\n${length('x')}`, body: 'x' },
  'own-reason': { head: `HTTP/1.1 404 Nobody Home\r\n${length('x')}`, body: 'x' },
  'status-999': { head: `HTTP/1.1 999 Denied\r\n${length('x')}`, body: 'x' },
  'odd-status': { head: `HTTP/1.1 299 Odd\r\n${length('x')}`, body: 'x' },
  'high-status': { head: `HTTP/1.1 599 High\r\n${length('x')}`, body: 'x' },
  'close-delimited': {
    head: 'HTTP/1.1 200 OK\r\nConnection: close\r\n',
    body: 'until the end',
    cut: 'end',
  },
  'http-1.0': { head: 'HTTP/1.0 200 OK\r\n', body: 'old', cut: 'end' },
  'keep-alive-header': {
    head: `HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=7, max=3\r\n${length('x')}`,
    body: 'x',
  },
  duplicates: {
    head: `HTTP/1.1 200 OK\r\nX-One: 1\r\nx-one: 2\r\nX-ONE: 3\r\nVary: a\r\nVary: b\r\nEtag: "1"\r\nEtag: "2"\r\n${length('x')}`,
    body: 'x',
  },
  cookies: {
    head: `HTTP/1.1 200 OK\r\nSet-Cookie: theme=dark; Path=/\r\nSet-Cookie: lang=de; Max-Age=60\r\n${length('x')}`,
    body: 'x',
  },
  header8: {
    head: `HTTP/1.1 200 OK\r\nContent-Disposition: attachment; filename="\xe4\xb8\xad.txt"\r\nX-Name: caf\xe9\r\n${length('x')}`,
    body: 'x',
  },
  'empty-header': {
    head: `HTTP/1.1 200 OK\r\nX-Empty: \r\nX-Spaces:   a b   \r\n${length('x')}`,
    body: 'x',
  },
  'many-headers': {
    head: `HTTP/1.1 200 OK\r\n${Array.from({ length: 60 }, (_, at) => `X-H-${at}: ${at}\r\n`).join('')}${length('x')}`,
    body: 'x',
  },
  branching: {
    head: `HTTP/1.1 200 OK\r\nETag: W/"abc"\r\nLink: </2>; rel="next"\r\nX-Request-Id: r-1\r\nX-RateLimit-Remaining: 41\r\nCache-Control: max-age=60\r\nLast-Modified: Tue, 01 Sep 2026 10:00:00 GMT\r\nX-Elastic-Product: Elasticsearch\r\nServer: wire\r\n${length('x')}`,
    body: 'x',
  },
  trailers: {
    head: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n',
    body: '5\r\nhello\r\n0\r\nX-Sum: abc\r\nX-Other: 1\r\n\r\n',
  },
  chunks: {
    head: 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n',
    body: '3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
  },
  hints: {
    head: `HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\n${length('x')}`,
    body: 'x',
  },
  processing: {
    head: `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nX-A: 1\r\n\r\nHTTP/1.1 200 OK\r\n${length('x')}`,
    body: 'x',
  },
  empty: { head: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 0\r\n' },
  'no-content': { head: 'HTTP/1.1 204 No Content\r\nX-A: 1\r\n' },
  'reset-content': { head: 'HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n' },
  'not-modified': { head: 'HTTP/1.1 304 Not Modified\r\nETag: "abc"\r\nContent-Length: 123\r\n' },
  gzip: {
    head: `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n${length(gzip)}`,
    body: gzip,
  },
  'gzip-upper': {
    head: `HTTP/1.1 200 OK\r\nContent-Encoding: GZip\r\n${length(gzip)}`,
    body: gzip,
  },
  'x-gzip': { head: `HTTP/1.1 200 OK\r\nContent-Encoding: x-gzip\r\n${length(gzip)}`, body: gzip },
  br: {
    head: 'HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nConnection: close\r\n',
    body: brotliCompressSync(TEXT),
    cut: 'end',
  },
  deflate: {
    head: 'HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nConnection: close\r\n',
    body: deflateSync(TEXT),
    cut: 'end',
  },
  'deflate-raw': {
    head: 'HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nConnection: close\r\n',
    body: deflateRawSync(TEXT),
    cut: 'end',
  },
  'gzip-twice': {
    head: `HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\n${length(gzipSync(gzip))}`,
    body: gzipSync(gzip),
  },
  'gzip-cut': {
    head: 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n',
    body: gzip.subarray(0, -4),
    cut: 'end',
  },
  'gzip-broken': {
    head: `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n${length('not gzip')}`,
    body: 'not gzip',
  },
  'gzip-empty': { head: 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n' },
  'gzip-junk': {
    head: `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n${length(Buffer.concat([gzip, bytes('junk')]))}`,
    body: Buffer.concat([gzip, bytes('junk')]),
  },
  'unknown-coding': {
    head: `HTTP/1.1 200 OK\r\nContent-Encoding: zoo\r\n${length('as is')}`,
    body: 'as is',
  },
  identity: {
    head: `HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\n${length('as is')}`,
    body: 'as is',
  },
  cut: {
    head: 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n',
    body: 'only the beginning',
    cut: 'end',
  },
  'cut-chunks': {
    head: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n',
    body: '5\r\nhello\r\n',
    cut: 'end',
  },
  reset: {
    head: 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n',
    body: 'only the beginning',
    cut: 'reset',
  },
  301: { head: 'HTTP/1.1 301 Moved Permanently\r\nLocation: echo\r\nContent-Length: 0\r\n' },
  302: { head: 'HTTP/1.1 302 Found\r\nLocation: echo?a=b\r\nContent-Length: 0\r\n' },
  303: { head: 'HTTP/1.1 303 See Other\r\nLocation: echo\r\nContent-Length: 3\r\n', body: 'see' },
  307: { head: 'HTTP/1.1 307 Temporary Redirect\r\nLocation: echo\r\nContent-Length: 0\r\n' },
  308: {
    head: 'HTTP/1.1 308 Permanent Redirect\r\nLocation: ../308/echo\r\nContent-Length: 0\r\n',
  },
  300: { head: 'HTTP/1.1 300 Multiple Choices\r\nLocation: echo\r\nContent-Length: 0\r\n' },
  'no-location': { head: 'HTTP/1.1 302 Found\r\nContent-Length: 1\r\n', body: 'x' },
  'bad-location': { head: 'HTTP/1.1 302 Found\r\nLocation: http://\r\nContent-Length: 0\r\n' },
  'location-8': {
    head: 'HTTP/1.1 302 Found\r\nLocation: echo-\xe4\xb8\xad\r\nContent-Length: 0\r\n',
  },
  loop: { head: 'HTTP/1.1 302 Found\r\nLocation: loop\r\nContent-Length: 0\r\n' },
  unauthorized: {
    head: `HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="a b", charset="UTF-8"\r\n${length('no')}`,
    body: 'no',
  },
  'too-many': {
    head: 'HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 4\r\n',
    body: 'wait',
  },
  error: {
    head: `HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\n${length('{"no":1}')}`,
    body: '{"no":1}',
  },
  'many-cookies': {
    head: `HTTP/1.1 200 OK\r\n${Array.from({ length: 20 }, (_, at) => `Set-Cookie: c${at}=${at}; Path=/; SameSite=Lax\r\n`).join('')}${length('x')}`,
    body: 'x',
  },
  challenges: {
    head: `HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm="r", qop="auth, auth-int", algorithm=SHA-256\r\nWWW-Authenticate: Basic realm="b"\r\n${length('no')}`,
    body: 'no',
  },
  'large-header': {
    head: `HTTP/1.1 200 OK\r\nX-Large: ${'a b,c;'.repeat(1500)}\r\n${length('x')}`,
    body: 'x',
  },
  'gzip-then-br': {
    head: 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip, br\r\nConnection: close\r\n',
    body: brotliCompressSync(gzip),
    cut: 'end',
  },
  'br-cut': {
    head: 'HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nConnection: close\r\n',
    body: brotliCompressSync(TEXT).subarray(0, -3),
    cut: 'end',
  },
  'gzip-cut-within': {
    head: `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n${length(gzip)}`,
    body: gzip.subarray(0, 20),
    cut: 'end',
  },
  'gzip-in-chunks': {
    head: 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n',
    body: Buffer.concat([
      bytes('a\r\n'),
      gzip.subarray(0, 10),
      bytes(`\r\n${(gzip.length - 10).toString(16)}\r\n`),
      gzip.subarray(10),
      bytes('\r\n0\r\n\r\n'),
    ]),
  },
  'many-hints': {
    head: `${Array.from({ length: 5 }, (_, at) => `HTTP/1.1 103 Early Hints\r\nLink: </${at}>\r\nLink: </b>\r\n\r\n`).join('')}HTTP/1.1 200 OK\r\n${length('x')}`,
    body: 'x',
  },
  'trailers-twice': {
    head: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n',
    body: '1\r\nx\r\n0\r\nX-A: 1\r\nX-A: 2\r\nx-b: caf\xe9\r\n\r\n',
  },
  'no-content-length': { head: 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n' },
  misdirected: {
    head: `HTTP/1.1 421 Misdirected Request\r\n${length('x')}`,
    body: 'x',
  },
  'proxy-auth': {
    head: `HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="p"\r\n${length('x')}`,
    body: 'x',
  },
  range: {
    head: `HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 1-3/10\r\nAccept-Ranges: bytes\r\n${length('abc')}`,
    body: 'abc',
  },
  chain: { head: 'HTTP/1.1 301 Moved\r\nLocation: chain-2#part\r\nContent-Length: 0\r\n' },
  'chain-2': {
    head: 'HTTP/1.1 308 Moved\r\nLocation: chain-3?q\r\nContent-Length: 4\r\n',
    body: 'gone',
  },
  'chain-3': {
    head: 'HTTP/1.1 303 See\r\nLocation: echo\r\nSet-Cookie: a=1\r\nTransfer-Encoding: chunked\r\n',
    body: '3\r\nsee\r\n0\r\n\r\n',
  },
  'gzip-redirect': {
    head: `HTTP/1.1 302 Found\r\nLocation: plain\r\nContent-Encoding: gzip\r\n${length(gzip)}`,
    body: gzip,
  },
  'json-lines': {
    head: `HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n${length('{"a":1}\n{"a":1e400}\n\n{"a":-0}')}`,
    body: '{"a":1}\n{"a":1e400}\n\n{"a":-0}',
  },
  'odd-json': {
    head: `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${length('{"a":1,"a":-0,"b":1e400,"c":"\\ud800","d":"\\u0000"} ')}`,
    body: '{"a":1,"a":-0,"b":1e400,"c":"\\ud800","d":"\\u0000"} ',
  },
  'broken-utf8': {
    head: 'HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 6\r\n',
    body: Uint8Array.of(0x61, 0xff, 0x62, 0xc3, 0x00, 0x63),
  },
  'two-lengths': {
    head: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n`,
    body: '5\r\nhello\r\n0\r\n\r\n',
  },
  'bad-length': { head: 'HTTP/1.1 200 OK\r\nContent-Length: five\r\n', body: 'hello' },
  'bad-chunk': { head: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n', body: 'zz\r\nhello' },
  form: {
    head: `HTTP/1.1 200 OK\r\nContent-Type: multipart/form-data; boundary=b\r\n${length(FORM)}`,
    body: FORM,
  },
  urlencoded: {
    head: `HTTP/1.1 200 OK\r\nContent-Type: application/x-www-form-urlencoded\r\n${length('a=1&b=x+y')}`,
    body: 'a=1&b=x+y',
  },
  xml: {
    head: `HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Type: application/xml\r\n${length('<a><b>1</b></a>')}`,
    body: '<a><b>1</b></a>',
  },
  'events-again': {
    head: `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n${length(EVENTS)}`,
    body: EVENTS,
  },
  unavailable: { head: 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n' },
}

/** Starts a server for HTTP clients, whose answers are odd down to the byte. It can be reached by a socket of the file system, too. */
export async function startWireServer(port = 0, socketPath?: string): Promise<WireServer> {
  const seen: WireServer['seen'] = {}
  const counts = new Map<string, number>()
  const ports = new Map<string, number[]>()
  const server = createServer(
    { keepAliveTimeout: 20_000, insecureHTTPParser: true, requireHostHeader: false },
    (request, response) => void serve(request, response),
  )
  server.on('checkContinue', (request, response) => void serve(request, response))
  const upgraded = new Set<Duplex>()
  server.on('upgrade', (request, socket: Duplex) => {
    upgraded.add(socket)
    const url = request.url ?? ''
    if (/upgrade-no/.test(url)) {
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      return
    }
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n')
    socket.on('data', (data) => socket.end(data)).on('error', () => {})
  })
  server.on('clientError', (_error, socket) => void socket.destroy())

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, probe = '', route = ''] = /^\/([^/?]*)\/?([^?]*)/.exec(request.url ?? '') ?? []
    // Answered once the probe's other request is here, so that it is no matter of time when that is given up.
    if (route === 'arrived') {
      while (!hasUnanswered(seen[probe])) await sleep(5)
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end('arrived')
      return
    }
    const entry: SeenRequest = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: flat(request),
      body: '',
    }
    ;(seen[probe] ??= []).push(entry)
    const count = (counts.get(request.url ?? '') ?? 0) + 1
    counts.set(request.url ?? '', count)
    const read = async () => {
      const parts: Buffer[] = []
      try {
        for await (const part of request) parts.push(part as Buffer)
      } catch {
        // The client has left.
      }
      const body = Buffer.concat(parts).toString('latin1')
      entry.body = body.length > 2000 ? `${body.length} bytes` : plainBoundary(body)
      return body
    }
    const socket = request.socket
    if (request.headers.expect && !/^(refuse|expects)/.test(route)) {
      await sleep(20)
      response.writeContinue()
    }
    switch (route.split('/')[0]) {
      case 'first':
        // Answers what it gets, as it gets it.
        response.writeHead(200, { 'content-type': 'text/plain' })
        request.on('data', (part: Buffer) => response.write(part))
        request.on('end', () => response.end('.'))
        request.on('error', () => {})
        return
      case 'head-first':
        response.writeHead(200, { 'content-type': 'text/plain' })
        response.write('go')
        return void read().then((body) => response.end(` ${body.length}`))
      case 'refuse':
        response.writeHead(413, { connection: 'close', 'content-length': '9' })
        response.end('too large')
        return
      case 'refuse-part':
        request.once('data', () => {
          response.writeHead(413, { 'content-length': '9' })
          response.end('too large')
          request.resume()
        })
        return
      case 'drop-part':
        request.once('data', () => socket.destroy())
        return
      case 'silent':
        if (request.method !== 'OPTIONS') return
        response
          .writeHead(204, {
            'access-control-allow-origin': '*',
            'access-control-allow-headers': '*',
          })
          .end()
        return
      case 'destroy':
        socket.destroy()
        return
      case 'resets':
        socket.resetAndDestroy()
        return
      case 'garbage':
        socket.end('this is no HTTP\r\n\r\n')
        return
      case 'slow':
        await read()
        await sleep(300)
        response.end('late')
        return
      case 'slow-body':
        await read()
        response.writeHead(200)
        response.write('a')
        await sleep(300)
        response.end('b')
        return
      case 'endless':
        response.writeHead(200)
        response.write('a')
        return
      case 'away':
        response
          .writeHead(302, {
            location: new URL(request.url!, 'http://x').searchParams.get('to')!,
            'content-length': 0,
          })
          .end()
        return
      case 'cut-late':
        await read()
        response.writeHead(200, { 'content-length': 10 })
        response.write('abc')
        await sleep(60)
        socket.destroy()
        return
      case 'within-characters': {
        await read()
        response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
        for (const byte of Buffer.from('aß世🎉')) {
          response.write(Buffer.of(byte))
          await sleep(3)
        }
        response.end()
        return
      }
      case 'closes':
        await read()
        response.writeHead(200, { connection: 'close', 'content-length': 1 })
        response.end('x')
        return
      case 'expects-not':
        response.writeHead(417, { 'content-length': 2, connection: 'close' })
        response.end('no')
        return
      case 'expects-gone':
        response.writeHead(417, { 'content-length': 2, connection: 'close' })
        response.end('no', () => socket.destroy())
        return
      case 'expects-reset':
        socket.resetAndDestroy()
        return
      case 'expects-answer':
        response.writeHead(200, { 'content-length': 2 }).end('ok')
        return
      case 'expects-cut':
        response.writeHead(413, { 'content-length': 20 })
        response.write('no')
        setTimeout(() => socket.destroy(), 30)
        return
      case 'trailers-sent':
        await read()
        response.end(JSON.stringify(request.trailers))
        return
      case 'size':
        return void read().then((body) => response.end(String(body.length)))
      case 'events':
        await read()
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        for (let at = 1; at <= 3; at++) {
          response.write(`id: ${at}\ndata: {"n":${at}}\n\n`)
          await sleep(10)
        }
        response.end()
        return
      case 'flaky':
        await read()
        if (count % 3 !== 0) raw(response, RAW['unavailable']!)
        else response.end('third')
        return
      case 'big':
        await read()
        response.writeHead(200, { 'content-type': 'application/octet-stream' })
        response.end(Buffer.alloc(700_000, 'abcdefg'))
        return
      case 'socket': {
        await read()
        const known = ports.get(probe) ?? []
        const isNew = !known.includes(socket.remotePort!)
        if (isNew) ports.set(probe, [...known, socket.remotePort!])
        entry.headers['socket'] = isNew ? 'new' : 'reused'
        response.end(isNew ? 'new' : 'reused')
        return
      }
      case 'etag': {
        await read()
        const isKnown = request.headers['if-none-match'] === '"1"'
        response.writeHead(isKnown ? 304 : 200, { etag: '"1"', 'cache-control': 'no-cache' })
        response.end(isKnown ? undefined : 'tagged')
        return
      }
      case 'retry-after':
        await read()
        if (count % 3 === 0) response.end('third')
        else response.writeHead(503, { 'retry-after': '0', 'content-length': 0 }).end()
        return
      case 'basic': {
        await read()
        const isKnown = request.headers.authorization === 'Basic YTpi'
        if (isKnown) response.end('welcome')
        else response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end('who')
        return
      }
      case 'pages': {
        await read()
        const page = Number(new URL(request.url!, 'http://x').searchParams.get('page') ?? 1)
        response.writeHead(200, {
          'content-type': 'application/json',
          ...(page < 3 ? { link: `<pages?page=${page + 1}>; rel="next"` } : {}),
        })
        response.end(JSON.stringify([2 * page - 1, 2 * page]))
        return
      }
      case 'cookie':
        await read()
        response.writeHead(200, { 'set-cookie': [`seen=${count}; Path=/`, 'theme=dark; Path=/'] })
        response.end(request.headers.cookie ?? 'none')
        return
      case 'drip':
        await read()
        response.writeHead(200, { 'content-type': 'text/plain' })
        for (let at = 0; at < 5; at++) {
          response.write(String(at))
          await sleep(30)
        }
        response.end()
        return
      case 'part': {
        // Breaks off, and goes on where it is asked to.
        await read()
        const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
        const rest = '0123456789'.slice(from)
        const head = { etag: '"p"', 'accept-ranges': 'bytes', 'content-length': rest.length }
        if (from > 0) {
          response.writeHead(206, { ...head, 'content-range': `bytes ${from}-9/10` }).end(rest)
          return
        }
        response.writeHead(200, head)
        response.write('01234')
        await sleep(60)
        socket.destroy()
        return
      }
      case 'cors':
        await read()
        response.writeHead(request.method === 'OPTIONS' ? 204 : 200, {
          'access-control-allow-origin': '*',
          'access-control-allow-headers': '*',
          'access-control-allow-methods': '*',
          'access-control-expose-headers': 'x-seen',
          'x-seen': 'yes',
          ...(request.method === 'OPTIONS' ? {} : { 'content-type': 'application/json' }),
        })
        response.end(request.method === 'OPTIONS' ? undefined : '{"ok":true}')
        return
    }
    const body = await read()
    const answer = RAW[route]
    if (answer) return raw(response, answer)
    if (route.startsWith('bucket')) return bucket(request, response, body)
    if (route.startsWith('model/')) {
      response.writeHead(200, { 'content-type': 'application/json', 'x-amzn-requestid': 'r-1' })
      response.end(
        JSON.stringify({
          output: { message: { role: 'assistant', content: [{ text: 'hello' }] } },
          stopReason: 'end_turn',
          usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
          metrics: { latencyMs: 1 },
        }),
      )
      return
    }
    response.setHeader('content-type', 'application/json')
    const { method, url } = request
    const type = entry.headers['content-type'] ?? null
    response.end(
      JSON.stringify({ method, url, type: plainBoundary(type), body: plainBoundary(body) }),
    )
  }

  await listenOn(server, port)
  const local = socketPath === undefined ? undefined : await bridge(socketPath, server)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        local?.close()
        server.close(() => resolve())
        server.closeAllConnections()
        for (const socket of upgraded) socket.destroy()
      }),
  }
}

/** Hands the connections to a socket of the file system over to a server. */
async function bridge(path: string, server: Server): Promise<NetServer> {
  const local = createNetServer((socket) => void server.emit('connection', socket))
  await new Promise<void>((resolve) => void local.listen(path, resolve))
  return local
}

function hasUnanswered(seen: readonly SeenRequest[] = []): boolean {
  return seen.some(({ method, url }) => method !== 'OPTIONS' && /\/(silent|endless)\b/.test(url))
}

/** Writes an answer past the response, which is over with it. */
function raw(response: ServerResponse, { head, body = '', cut }: (typeof RAW)[string]): void {
  const socket = response.socket!
  const sent = response.req.method === 'HEAD' ? '' : body
  socket.write(Buffer.concat([bytes(`${head}\r\n`), Buffer.from(sent as string)]))
  response.emit('finish')
  // Long enough for the bytes to arrive before the connection ends.
  if (cut) setTimeout(() => (cut === 'end' ? socket.end() : socket.resetAndDestroy()), 30)
}

/** A bucket of S3. */
function bucket(request: IncomingMessage, response: ServerResponse, body: string): void {
  const etag = '"5d41402abc4b2a76b9719d911017c592"'
  if (request.method === 'PUT') response.writeHead(200, { etag, 'content-length': '0' }).end()
  else if (request.method === 'HEAD') response.writeHead(200, { etag, 'content-length': '5' }).end()
  else if (request.url!.includes('missing')) {
    response.writeHead(404, { 'content-type': 'application/xml' })
    response.end('<Error><Code>NoSuchKey</Code><Message>none</Message></Error>')
  } else if (request.url!.includes('list-type')) {
    response.writeHead(200, { 'content-type': 'application/xml' })
    response.end(
      '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><KeyCount>1</KeyCount><Contents><Key>a</Key><Size>5</Size></Contents></ListBucketResult>',
    )
  } else
    response
      .writeHead(200, { etag, 'content-length': '5', 'x-size': String(body.length) })
      .end('hello')
}

/** Headers with what is another each time made plain. */
function flat(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const name = request.rawHeaders[at]!
    const isOther =
      /^(amz-sdk-invocation-id|x-amz-date|authorization|date|if-modified-since)$/i.test(name)
    const value = isOther ? 'one of each time' : plainBoundary(request.rawHeaders[at + 1]!)
    headers[name] = `${headers[name] ?? ''}${value}`
  }
  return headers
}

function plainBoundary<T extends string | null>(text: T): T {
  return (text?.replaceAll(
    /-{4,}[\w-]+|formdata-undici-\d+|axios-[\w-]+|form-data-(?:boundary|encoder)-\w+/g,
    'boundary',
  ) ?? null) as T
}
