import { syncBuiltinESMExports } from 'node:module'
import { Duplex } from 'node:stream'
import type { ClientHttp2Session, ClientSessionOptions } from 'node:http2'
import { callStack } from '../../context/call-stack.ts'
import type { Http2Call } from '../../context/http-call.ts'
import { currentScope } from '../../context/scope.ts'
import { standBefore } from '../exits/stand-before.ts'
import { loadedHttp2 } from './load-http2.ts'
import { idlePeer, isPair, type Connect } from './session-pair.ts'

type Request = ClientHttp2Session['request']
type ConnectArguments = Parameters<typeof import('node:http2').connect>

/** The sessions whose connection leads nowhere, with what opens a real one. */
const standIns = new WeakMap<ClientHttp2Session, () => ClientHttp2Session>()

let isConnecting = false
let isGuarded = false

/** Returns `true` while a session opens its own connection: its requests are decided on one by one. */
export function isSessionConnecting(): boolean {
  return isConnecting
}

/**
 * Stands before the sessions of HTTP/2 and their requests, which are written below the sockets that carry them. Called
 * again where a connection is opened: Node loads the module when it is asked for.
 */
export function guardHttp2(): void {
  if (isGuarded) return
  const http2 = loadedHttp2()
  if (!http2) return
  isGuarded = true
  const connect = http2.connect.bind(http2) as Connect
  standBefore(http2, 'connect', guardConnect)
  const createConnection = () => new Duplex({ read() {}, write: (_, __, done) => done() })
  const probe = connect('http://localhost', { createConnection })
  probe.on('error', () => {})
  probe.destroy()
  const prototype = Object.getPrototypeOf(probe) as ClientHttp2Session
  standBefore<Request>(prototype, 'request', (original) => guardRequest(original, connect))
  syncBuiltinESMExports()
}

function guardConnect(original: (...args: ConnectArguments) => ClientHttp2Session) {
  return function connect(...args: ConnectArguments): ClientHttp2Session {
    const [authority] = args
    const options = typeof args[1] === 'object' && args[1] !== null ? args[1] : {}
    const scope = currentScope()
    const url = scope && targetOf(authority)
    if (!url || options.createConnection) return original(...args)
    const open = (given: ConnectArguments) => {
      isConnecting = true
      try {
        return original(...given)
      } finally {
        isConnecting = false
      }
    }
    const isEncrypted = url.protocol === 'https:'
    const port = Number(url.port || (isEncrypted ? 443 : 80))
    const target = { host: url.hostname, port, protocol: 'h2' } as const
    if (!scope.connections?.standsIn(target)) return open(args)
    const leading: ClientSessionOptions = {
      ...options,
      createConnection: () => idlePeer({ isEncrypted, port }),
    }
    const listener = args.find((arg) => typeof arg === 'function') as ConnectArguments[2]
    const session = original(authority, leading, listener)
    let real: ClientHttp2Session | undefined
    standIns.set(session, () => {
      if (!real || real.closed || real.destroyed) {
        real = original(authority, options)
        real.on('error', () => {})
        session.once('close', () => real?.close())
      }
      return real
    })
    return session
  }
}

function targetOf(authority: ConnectArguments[0]): URL | undefined {
  if (authority instanceof URL) return authority
  return typeof authority === 'string' && URL.canParse(authority) ? new URL(authority) : undefined
}

function guardRequest(original: Request, connect: Connect): Request {
  return function (this: ClientHttp2Session, ...args: Parameters<Request>) {
    const scope = isPair(this) ? undefined : currentScope()
    if (!scope) return original.apply(this, args)
    const call: Http2Call = {
      session: this,
      headers: args[0],
      connect,
      start: (session) => original.apply(session, args),
      real: () => standIns.get(this)?.() ?? this,
    }
    return scope.transport.http2(scope, call, callStack())
  }
}
