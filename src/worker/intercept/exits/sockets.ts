import { AsyncLocalStorage } from 'node:async_hooks'
import net from 'node:net'
import { currentScope, type RunScope } from '../../context/scope.ts'
import { nextTurn } from '../../context/timers.ts'
import { guardHttp2, isSessionConnecting } from '../http2/guard-http2.ts'
import { connectToPeer, guardTls, leadsNowhere } from '../http2/stand-in-socket.ts'
import { isRequestOut, isRequestSocket } from '../node-http.ts'
import { isLocalHost } from '../../context/local-host.ts'
import { isOwnPort } from './local-address.ts'
import { nativeBinding, systemError } from './native-binding.ts'
import { standBefore } from './stand-before.ts'

interface Target {
  host: string
  port: number
}

/** The reach of the connection that is being opened: a name that means this machine may be looked up as another. */
const opening = new AsyncLocalStorage<'anywhere' | 'here'>()

/** The runs that may write to a socket. */
const writers = new WeakMap<net.Socket, WeakSet<RunScope>>()
const targets = new WeakMap<net.Socket, Target>()

/** Returns `true` while a connection that was decided on is opened. */
export function isOpening(): boolean {
  return opening.getStore() !== undefined
}

/**
 * Stands before all that a socket sends: within a replay, what was opened earlier is not written to either.
 *
 * @note Sockets of `node:http` requests are left alone: MSW answers those, on its major 3 at this very place.
 */
export function guardSockets(): void {
  standBefore(net.Socket.prototype, 'connect', guardConnect)
  standBefore(net.Socket.prototype, 'write', guardWrite)
  standBefore(net.Socket.prototype, 'end', guardWrite)
  guardTls()
  const tcp = nativeBinding('tcp_wrap')?.TCP.prototype
  for (const name of ['connect', 'connect6']) standBefore(tcp, name, guardNativeConnect)
  standBefore(nativeBinding('pipe_wrap')?.Pipe.prototype, 'connect', guardNativePipe)
}

type SocketMethod = (this: net.Socket, ...args: unknown[]) => unknown

function guardConnect(original: SocketMethod): SocketMethod {
  return function (this: net.Socket, ...args: unknown[]) {
    const scope = currentScope()
    const target = targetOf(args)
    if (typeof target === 'object') targets.set(this, target)
    if (!scope || target === undefined) return original.apply(this, args)
    const open = (reach: 'anywhere' | 'here') => {
      allow(this, scope)
      return opening.run(reach, () => original.apply(this, args))
    }
    guardHttp2()
    if (isRequestSocket() || isSessionConnecting()) return open('anywhere')
    if (typeof target === 'string') {
      const refused = leaveBy(scope, { host: target, port: 0 })
      return refused === undefined ? open('here') : fail(this, refused)
    }
    if (scope.connections?.standsIn(target)) {
      const onConnect = args.flat().find((arg) => typeof arg === 'function')
      return connectToPeer(this, { port: target.port, onConnect: onConnect as () => void })
    }
    const isHere = isLocalHost(target.host)
    if (isHere && isOwnPort(target.port)) return open('here')
    const refused = leaveBy(scope, target)
    return refused === undefined ? open(isHere ? 'here' : 'anywhere') : fail(this, refused)
  }
}

function guardWrite(original: SocketMethod): SocketMethod {
  return function (this: net.Socket, ...args: unknown[]) {
    const scope = currentScope()
    const isOpen = () => writers.get(this)?.has(scope!) || isRequestOut() || leadsNowhere(this)
    if (!scope || args.length === 0 || isOpen()) return original.apply(this, args)
    const { remoteAddress, remotePort } = this
    const target =
      remoteAddress === undefined
        ? targets.get(this)
        : { host: remoteAddress, port: remotePort ?? 0 }
    if (!target || isAccepted(this)) return original.apply(this, args)
    const isOwn = isLocalHost(target.host) && isOwnPort(target.port)
    const refused = isOwn ? undefined : leaveBy(scope, target)
    if (refused !== undefined) {
      fail(this, refused)
      return false
    }
    allow(this, scope)
    return original.apply(this, args)
  }
}

/** Returns `true` for the end of a server on this machine. */
function isAccepted({ remoteAddress, server }: net.Socket & { server?: unknown }): boolean {
  return Boolean(server) && remoteAddress !== undefined && isLocalHost(remoteAddress)
}

/** The connections of whoever comes here by another way, and those of names that meant this machine. */
function guardNativeConnect<Method>(original: Method): Method {
  const connect = original as (this: unknown, ...args: unknown[]) => number
  const guarded = function (this: unknown, ...args: unknown[]): number {
    const [, host, port] = args as [unknown, string, number]
    const scope = currentScope()
    const reach = opening.getStore()
    // Decided on where it was opened, or counted there: by the native function alone, neither was done.
    if (!scope || reach === 'anywhere' || (isLocalHost(host) && (reach || isOwnPort(port))))
      return connect.apply(this, args)
    const refused = leaveBy(scope, { host, port })
    return refused === undefined ? connect.apply(this, args) : systemError('ECONNREFUSED')
  }
  return guarded as Method
}

/** The connections to a socket of this machine of whoever comes here by another way. */
function guardNativePipe<Method>(original: Method): Method {
  const connect = original as (this: unknown, ...args: unknown[]) => number
  const guarded = function (this: unknown, ...args: unknown[]): number {
    const scope = opening.getStore() ? undefined : currentScope()
    const refused = scope && leaveBy(scope, { host: String(args[1]), port: 0 })
    return refused === undefined ? connect.apply(this, args) : systemError('ECONNREFUSED')
  }
  return guarded as Method
}

/** Asks the run; returns the reason where it refuses. */
function leaveBy(scope: RunScope, { host, port }: Target): string | undefined {
  const plain = host.replace(/^::ffff:/, '')
  const address = port === 0 ? plain : `${plain}:${port}`
  const verdict = scope.leave({
    kind: 'tcp',
    names: [address, plain, `tcp://${address}`],
    isLocal: port === 0 || isLocalHost(host),
  })
  return verdict.kind === 'refused' ? verdict.reason : undefined
}

function allow(socket: net.Socket, scope: RunScope): void {
  const known = writers.get(socket)
  if (known) known.add(scope)
  else writers.set(socket, new WeakSet([scope]))
}

/** In a turn of its own, so that an agent that retries without end does not block the event loop. */
function fail(socket: net.Socket, reason: string): net.Socket {
  const error = Object.assign(new Error(`[vitest-replay] blocked: ${reason}`), {
    code: 'ECONNREFUSED',
  })
  void nextTurn().then(() => socket.destroy(error))
  return socket
}

/** The target of a socket: a path for a pipe. */
function targetOf(args: unknown[]): Target | string | undefined {
  // `net.connect()` passes its arguments normalized, as an array in the first place.
  const [first, second] = (Array.isArray(args[0]) ? args[0] : args) as [unknown, unknown]
  if (typeof first === 'object' && first !== null) {
    const { host, port, path } = first as { host?: string; port?: number | string; path?: string }
    if (typeof path === 'string' && port === undefined) return path
    return { host: host ?? 'localhost', port: Number(port) }
  }
  if (typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first)))
    return { host: typeof second === 'string' ? second : 'localhost', port: Number(first) }
  return typeof first === 'string' ? first : undefined
}
