import net from 'node:net'
import tls from 'node:tls'
import { syncBuiltinESMExports } from 'node:module'
import { workerState } from '../../context/scope.ts'
import { standBefore } from '../exits/stand-before.ts'
import { idlePeer } from './session-pair.ts'

/** Sockets that were connected to nobody: clients which open their connection themselves have a session over them. */
const standIns = new WeakSet<object>()

/** Returns `true` for a socket that leads nowhere. */
export function leadsNowhere(socket: object): boolean {
  return standIns.has(socket)
}

/** The own parts of a socket without a handle. */
interface Unconnected {
  connecting: boolean
  _read(): void
  _write(chunk: Buffer, encoding: string, done: () => void): void
  _writev: undefined
  _final(done: () => void): void
}

/** Connects a socket to a peer within the process that speaks HTTP/2, and has no request to answer. */
export function connectToPeer(
  socket: net.Socket,
  { port, onConnect }: { port: number; onConnect: (() => void) | undefined },
): net.Socket {
  standIns.add(socket)
  const peer = idlePeer({ isEncrypted: false, port })
  const own: Unconnected = {
    connecting: true,
    _read: () => void peer.resume(),
    _write: (chunk, _encoding, done) => void peer.write(chunk, () => done()),
    _writev: undefined,
    _final: (done) => {
      peer.end()
      done()
    },
  }
  Object.assign(socket, own)
  peer.on('data', (chunk: Buffer) => void (socket.push(chunk) || peer.pause()))
  peer.on('end', () => void socket.push(null))
  peer.on('error', () => {})
  socket.once('close', () => peer.destroy())
  if (onConnect) socket.once('connect', onConnect)
  workerState.setImmediate(() => {
    if (socket.destroyed) return
    Object.assign(socket, { connecting: false })
    socket.emit('connect')
    socket.emit('ready')
  })
  return socket
}

/** Lets such a socket pass for one whose other end has proved who it is. */
export function guardTls(): void {
  const isNew = standBefore(tls, 'connect', (original) => {
    const connect = (...args: unknown[]): unknown => {
      const options = args.find((arg) => typeof arg === 'object' && arg !== null) as
        { socket?: object } | undefined
      const { socket } = options ?? {}
      if (!socket || !standIns.has(socket))
        return Reflect.apply(original as (...all: unknown[]) => unknown, tls, args)
      const onSecure = args.find((arg) => typeof arg === 'function') as (() => void) | undefined
      const secured = Object.assign(socket as net.Socket, {
        encrypted: true,
        authorized: true,
        alpnProtocol: 'h2',
      })
      if (onSecure) secured.once('secureConnect', onSecure)
      workerState.setImmediate(() => void (secured.destroyed || secured.emit('secureConnect')))
      return secured
    }
    return connect as typeof tls.connect
  })
  if (isNew) syncBuiltinESMExports()
}
