import type http from 'node:http'
import type { Duplex } from 'node:stream'
import { nodeHttp } from '../context/http-module.ts'

type Handle = (request: http.IncomingMessage, response: http.ServerResponse) => void

const handles = new WeakMap<Duplex, Handle>()
let server: http.Server | undefined
let upgradeServer: http.Server | undefined

/**
 * Serves one end of a connection within the process. Node's own server reads what the client sends and frames what it
 * receives, so nothing of HTTP is imitated; it listens on no port.
 *
 * @see https://nodejs.org/api/http.html#event-connection
 */
export function acceptConnection(end: Duplex): void {
  server ??= createServer()
  server.emit('connection', end)
}

/** Serves one end of a connection whose client asks for another protocol; `acceptConnection` answers such a request as any other. */
export function acceptUpgrade(end: Duplex): void {
  upgradeServer ??= createServer().on('upgrade', (request, socket) => {
    upgrades.get(socket)?.(request, socket)
  })
  upgradeServer.emit('connection', end)
}

/** Chooses who answers the requests of a connection. */
export function answerConnection(end: Duplex, handle: Handle): void {
  handles.set(end, handle)
}

type Upgrade = (request: http.IncomingMessage, end: Duplex) => void

const upgrades = new WeakMap<Duplex, Upgrade>()

/** Chooses who answers the handshake of a connection that is to carry another protocol. */
export function answerUpgrade(end: Duplex, upgrade: Upgrade): void {
  upgrades.set(end, upgrade)
}

function createServer(): http.Server {
  const handle: Handle = (request, response) => {
    // The recorded headers are all that there are.
    response.sendDate = false
    handles.get(request.socket)?.(request, response)
  }
  const created = nodeHttp.createServer(
    { maxHeaderSize: 1 << 20, insecureHTTPParser: true, requireHostHeader: false },
    handle,
  )
  // Whoever answers lets it go on, or does not.
  created.on('checkContinue', handle)
  created.on('checkExpectation', handle)
  created.on('clientError', (_error, end) => end.destroy())
  created.timeout = 0
  created.requestTimeout = 0
  created.headersTimeout = 0
  return created
}
