import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ReplayError } from '../../core/errors.ts'

/** A server that only this machine reaches, at a link with a token of its own. */
export interface LoopbackServer {
  link: string
  close(): Promise<void>
}

/** A request that came with the token, from nobody else's page. */
export interface TrustedRequest {
  request: IncomingMessage
  response: ServerResponse
  token: string
  /** The parts of the path behind the token. */
  path: string[]
  send(status: number, type: string, body: string | Buffer, headers?: object): void
  refuse(status: number, reason: string): void
}

/** The headers of every answer. */
export const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

interface LoopbackOptions {
  port: number
  /** The methods that are answered. */
  methods: readonly string[]
  /** The thing that is served, for an error. */
  serves: string
  /** The way to another port. */
  remedy: string
  /** The process goes on while it is served. */
  keepsProcess: boolean
}

/**
 * Serves on 127.0.0.1 alone. Nothing is answered without the token in the link, and nothing that another name or another
 * page asks for: a site that resolves its own name to this machine reads nothing. What changes something has to come
 * from a page that names its origin.
 */
export async function listenOnLoopback(
  { port, methods, serves, remedy, keepsProcess }: LoopbackOptions,
  answer: (request: TrustedRequest) => void,
): Promise<LoopbackServer> {
  const token = randomBytes(24).toString('base64url')
  const server = createServer((request, response) => {
    const address = server.address() as AddressInfo | null
    if (address) guard(request, response, { token, port: address.port, methods }, answer)
  })
  if (!keepsProcess) server.unref().on('connection', (socket) => socket.unref())
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new ReplayError(
          'PORT_TAKEN',
          {
            attempted: `Failed to serve ${serves} on port ${port}`,
            reason: error.message,
            remedy,
          },
          { cause: error },
        ),
      ),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    link: `http://127.0.0.1:${taken}/${token}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function guard(
  request: IncomingMessage,
  response: ServerResponse,
  { token, port, methods }: { token: string; port: number; methods: readonly string[] },
  answer: (request: TrustedRequest) => void,
): void {
  const { method = '' } = request
  const send = (status: number, type: string, body: string | Buffer, more: object = {}) => {
    response.writeHead(status, { ...SAFE_HEADERS, 'content-type': type, ...more })
    response.end(method === 'HEAD' ? undefined : body)
  }
  const refuse = (status: number, reason: string) => send(status, 'text/plain', `${reason}\n`)
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  const { host, origin } = request.headers
  const isReading = method === 'GET' || method === 'HEAD'
  if (!hosts.includes(host ?? '')) return refuse(403, 'The request is for another host.')
  if (origin !== undefined && !hosts.some((name) => origin === `http://${name}`))
    return refuse(403, 'Another page asks.')
  if (!methods.includes(method)) return refuse(405, 'Reports can only be read.')
  if (origin === undefined && !isReading) return refuse(403, 'It is not known which page asks.')
  const [, given = '', ...path] = (request.url ?? '').split(/[?#]/)[0]!.split('/')
  if (!isToken(given, token)) return refuse(403, 'The link lacks its token.')
  answer({ request, response, token, path, send, refuse })
}

function isToken(given: string, token: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(token)]
  return left.length === right.length && timingSafeEqual(left, right)
}
