import type { createServer, IncomingMessage, Server, ServerResponse } from 'node:http'
import { connect as connectTo } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { Authority } from './certificates.ts'
import type { ConnectTarget, OpaqueReason } from './gateway-messages.ts'
import { targetOf } from './relayed-request.ts'

/** Decides on what comes to a relay. */
export interface RelayHandlers {
  relay(url: string, request: IncomingMessage, response: ServerResponse): void
  /** Decides on a connection by its target: it is looked into, or leads there as it is. */
  connect(target: ConnectTarget): Promise<'look' | 'open' | 'refused'>
  /** Decides on a connection that cannot be looked into. */
  opaque(target: ConnectTarget, reason: OpaqueReason): Promise<'open' | 'refused'>
}

interface RelayOptions {
  createServer: typeof createServer
  authority: Pick<Authority, 'contextOf'>
  handlers: RelayHandlers
}

/** Milliseconds: a client that says nothing waits for its server to speak first. */
const SILENCE = 1000

/** Milliseconds: a connection that is opened for later stays longer than that. */
const SUDDEN = 500

/** Connections that a request has come over. */
const asked = new WeakSet<Duplex>()

/** Creates a server that is a proxy, and has other addresses below its own. */
export function createRelay({ createServer: create, authority, handlers }: RelayOptions): Server {
  /** The addresses that connections were opened for. */
  const bases = new WeakMap<Duplex, string>()
  const server = create((request, response) => {
    const { url = '/', socket } = request
    asked.add(socket)
    const base = bases.get(socket)
    const target = base !== undefined && url.startsWith('/') ? base + url : targetOf(url)
    if (target === undefined)
      response.writeHead(404).end('[vitest-replay] The gateway does not know this address.')
    else handlers.relay(target, request, response)
  })
  // Clients go on without a WebSocket then.
  server.on('upgrade', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => {})
    socket.end('HTTP/1.1 426 Upgrade Required\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  })
  const serve = (socket: Duplex, base: string) => {
    bases.set(socket, base)
    server.emit('connection', socket)
  }
  server.on('connect', ({ url = '' }: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {})
    void connect(readTarget(url), { socket, head, authority, handlers, serve })
  })
  return server
}

interface Connection {
  socket: Duplex
  head: Buffer
  authority: Pick<Authority, 'contextOf'>
  handlers: RelayHandlers
  serve(socket: Duplex, base: string): void
}

async function connect(target: ConnectTarget, connection: Connection): Promise<void> {
  const { socket, head, handlers, serve } = connection
  const decision = await handlers.connect(target)
  if (decision === 'refused') return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  if (decision === 'open') return lead(socket, target, ESTABLISHED)
  socket.write(ESTABLISHED)
  if (head.length > 0) socket.unshift(head)
  const spoken = await protocolOf(socket)
  if (spoken === 'tls') return decrypt(target, connection)
  if (spoken === 'http') return serve(socket, `http://${hostName(target, 80)}`)
  if (spoken === 'none' || (await handlers.opaque(target, 'protocol')) === 'refused')
    return void socket.destroy()
  lead(socket, target)
}

/** Answers as the server that a client has asked for, by a certificate that is made for it. */
function decrypt(target: ConnectTarget, { socket, authority, handlers, serve }: Connection): void {
  const secure = new TLSSocket(socket as never, {
    isServer: true,
    secureContext: authority.contextOf(target.host),
    ALPNProtocols: ['http/1.1'],
  })
  let since = Infinity
  let isOver = false
  const over = () => {
    const isSudden = since === Infinity || performance.now() - since < SUDDEN
    // A client that does not trust a certificate goes away before it says anything.
    if (!isOver && !asked.has(secure) && isSudden) void handlers.opaque(target, 'trust')
    isOver = true
  }
  secure.on('error', () => {})
  for (const stream of [secure, socket])
    for (const event of ['end', 'close']) stream.once(event, over)
  secure.once('secure', () => {
    since = performance.now()
    serve(secure, `https://${hostName(target, 443)}`)
  })
}

const ESTABLISHED = 'HTTP/1.1 200 Connection Established\r\n\r\n'

function lead(socket: Duplex, { host, port }: ConnectTarget, greeting?: string): void {
  const target = connectTo(port, host)
  target.on('error', () => socket.destroy())
  target.once('connect', () => {
    if (greeting !== undefined) socket.write(greeting)
    target.pipe(socket).pipe(target)
  })
}

/** Looks at the first bytes of a connection, and leaves them in it. */
function protocolOf(socket: Duplex): Promise<'tls' | 'http' | 'other' | 'none'> {
  return new Promise((resolve) => {
    const silence = setTimeout(() => done('other'), SILENCE)
    const done = (spoken: 'tls' | 'http' | 'other' | 'none') => {
      clearTimeout(silence)
      socket.off('readable', read)
      socket.off('close', gone)
      resolve(spoken)
    }
    const gone = () => done('none')
    const read = () => {
      const bytes = socket.read() as Buffer | null
      if (bytes === null) return
      socket.unshift(bytes)
      const isHttp = /^[A-Z]+ /.test(bytes.subarray(0, 16).toString('latin1'))
      done(bytes[0] === 0x16 ? 'tls' : isHttp ? 'http' : 'other')
    }
    socket.on('readable', read)
    socket.on('close', gone)
  })
}

function readTarget(url: string): ConnectTarget {
  const [, host = '', port = '443'] = /^(.*?)(?::(\d+))?$/.exec(url) ?? []
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}

function hostName({ host, port }: ConnectTarget, usual: number): string {
  const name = host.includes(':') ? `[${host}]` : host
  return port === usual ? name : `${name}:${port}`
}
