import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createAuthority } from '../../src/worker/gateway/certificates.ts'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { listenOn } from './listen.ts'

/** A server that speaks HTTP over TLS, and the authority that its clients have to trust. */
export interface TlsServer {
  url: string
  /** As PEM. */
  certificate: string
  close(): Promise<void>
}

/** Starts a server on loopback that only clients reach which trust its authority. */
export async function startTlsServer(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<TlsServer> {
  const authority = createAuthority(Date.now())
  // Clients go past their proxy for the usual name of this machine.
  const host = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1'
  const server = createServer(authority.identityOf(host), handle)
  await listenOn(server, 0, host)
  return {
    url: `https://${host}:${(server.address() as AddressInfo).port}`,
    certificate: authority.certificate,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
