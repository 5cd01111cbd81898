import { Duplex } from 'node:stream'
import { createRequire } from 'node:module'
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2'
import { currentScope } from '../../context/scope.ts'
import { nextTurn } from '../../context/timers.ts'
import { isLocalHost } from './local-address.ts'
import { standBefore } from './stand-before.ts'

type Request = ClientHttp2Session['request']

/** Stands before the requests of HTTP/2 sessions, which are written below the sockets that carry them. */
export function guardHttp2Sessions(): void {
  const { moduleLoadList } = process as unknown as { moduleLoadList?: string[] }
  // It takes time to load, and a session that is opened within a replay is refused by its socket.
  if (moduleLoadList && !moduleLoadList.includes('NativeModule http2')) return
  const { connect } = createRequire(import.meta.url)('node:http2') as typeof import('node:http2')
  const lost = () => {
    const createConnection = () => new Duplex({ read() {}, write: (_, __, done) => done() })
    const session = connect('http://localhost', { createConnection })
    session.on('error', () => {})
    session.unref()
    return session
  }
  const probe = lost()
  const prototype = Object.getPrototypeOf(probe) as ClientHttp2Session
  probe.destroy()
  standBefore<Request>(prototype, 'request', (original) => guardRequest(original, lost))
}

function guardRequest(original: Request, lost: () => ClientHttp2Session): Request {
  return function (this: ClientHttp2Session, ...args: Parameters<Request>): ClientHttp2Stream {
    const scope = currentScope()
    const { remoteAddress: host, remotePort: port } = (!this.destroyed && this.socket) || {}
    if (!scope || this.connecting || host === undefined || isLocalHost(host))
      return original.apply(this, args)
    const address = `${host}:${port}`
    const verdict = scope.leave({ kind: 'tcp', names: [address, host, `tcp://${address}`] })
    if (verdict.kind !== 'refused') return original.apply(this, args)
    // A stream as the client expects it, on a session that leads nowhere.
    const session = lost()
    const stream = original.apply(session, args)
    const error = new Error(`[vitest-replay] blocked: ${verdict.reason}`)
    void nextTurn().then(() => {
      stream.destroy(error)
      session.destroy()
    })
    return stream
  }
}
