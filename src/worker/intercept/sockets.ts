import net from 'node:net'
import { currentScope } from '../context/scope.ts'
import { isHttpCall } from './node-http.ts'
import { nextTurn } from '../context/timers.ts'

const OURS = Symbol.for('vitest-replay.sockets')

/** Addresses of this machine: a database or a server that the test itself started is no network. */
const LOCAL = /^(localhost|127(\.\d+){3}|::1|\[::1\]|::ffff:127(\.\d+){3})$/

/**
 * Closes the network for protocols that cannot be replayed: HTTP/2, gRPC, databases. Within a
 * replay, a socket to another machine is refused; otherwise a replay could reach a provider, and
 * cost money, without anybody seeing it.
 *
 * @note Sockets of `node:http` requests are left alone: MSW answers those, on its major 3 at this
 * very place.
 */
export function closeSockets(): void {
  const original = net.Socket.prototype.connect as typeof net.Socket.prototype.connect & {
    [OURS]?: true
  }
  if (original[OURS]) return
  const guarded = function (this: net.Socket, ...args: unknown[]): net.Socket {
    const scope = currentScope()
    const target = scope && !isHttpCall() ? targetOf(args) : undefined
    const address = target && `${target.host}:${target.port}`
    const verdict =
      address !== undefined && !LOCAL.test(target!.host)
        ? scope?.leave({ kind: 'tcp', names: [address, target!.host, `tcp://${address}`] })
        : undefined
    if (verdict?.kind !== 'refused') return original.apply(this, args as never) as net.Socket
    const error = Object.assign(new Error(`[vitest-replay] blocked: ${verdict.reason}`), {
      code: 'ECONNREFUSED',
    })
    // In a turn of its own, so that an agent that retries without end does not block the event
    // loop.
    void nextTurn().then(() => this.destroy(error))
    return this
  }
  Object.defineProperty(guarded, OURS, { value: true })
  net.Socket.prototype.connect = guarded as typeof net.Socket.prototype.connect
}

/** The target of a socket; `undefined` for a pipe. */
function targetOf(args: unknown[]): { host: string; port: number } | undefined {
  // `net.connect()` passes its arguments normalized, as an array in the first place.
  const [first, second] = (Array.isArray(args[0]) ? args[0] : args) as [unknown, unknown]
  if (typeof first === 'object' && first !== null) {
    const { host, port, path } = first as { host?: string; port?: number | string; path?: string }
    return path !== undefined && port === undefined
      ? undefined
      : { host: host ?? 'localhost', port: Number(port) }
  }
  if (typeof first === 'number')
    return { host: typeof second === 'string' ? second : 'localhost', port: first }
  return undefined
}
