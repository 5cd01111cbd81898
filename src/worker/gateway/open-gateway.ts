import type { IncomingMessage, ServerResponse } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { nodeHttp } from '../context/http-module.ts'
import { bypassing, type Exit, type ExitVerdict } from '../context/scope.ts'
import { gatewayEnvironment } from './gateway-environment.ts'

/** A server on this machine through which the requests of child processes go, as requests of one run. */
export interface Gateway {
  /** Makes the environment of a process that uses it. */
  environment(pairs: readonly string[]): string[]
  close(): void
}

interface GatewayOptions {
  isReplay: boolean
  /** Runs code as the run's own. */
  within<T>(work: () => T): T
  /** Decides on a connection that cannot be looked into. */
  leave(exit: Exit): ExitVerdict
}

/** Opens a gateway. What it relays is requested here, by `fetch`, where the run records or answers it. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const server = nodeHttp.createServer((request, response) => {
    void options.within(() => relay(request, response))
  })
  server.on('connect', (request: IncomingMessage, socket: Duplex) =>
    options.within(() => tunnel(request, socket, options)),
  )
  await bypassing(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
  server.unref()
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { isReplay } = options
  return {
    environment: (pairs) => gatewayEnvironment(pairs, { origin, isReplay }),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Headers between two neighbours, and those that `fetch` makes itself. */
const OWN =
  /^(?:host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length|accept-encoding|expect)$/i

async function relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = targetOf(request.url ?? '')
  if (url === undefined) {
    response.writeHead(404).end('[vitest-replay] The gateway does not know this address.')
    return
  }
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  try {
    const body = await buffer(request)
    const answer = await fetch(url, {
      method: request.method ?? 'GET',
      headers: sentHeaders(request),
      ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
      redirect: 'manual',
      signal: gone.signal,
    })
    await respond(answer, response)
  } catch (error) {
    // The client of the child sees what ours saw: a connection that broke off.
    response.destroy(error as Error)
  }
}

/** Reads the address that is asked for: of a proxy, or behind `/to`. */
function targetOf(path: string): string | undefined {
  if (/^https?:\/\//i.test(path)) return path
  const [, scheme, rest] = /^\/to\/(https?)\/(.+)$/i.exec(path) ?? []
  return scheme === undefined ? undefined : `${scheme}://${rest}`
}

function sentHeaders({ rawHeaders }: IncomingMessage): Array<[string, string]> {
  const headers: Array<[string, string]> = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name, value] = [rawHeaders[index]!, rawHeaders[index + 1]!]
    if (!OWN.test(name)) headers.push([name, value])
  }
  return headers
}

async function respond(answer: Response, response: ServerResponse): Promise<void> {
  // `fetch` has decoded the body.
  const kept = [...answer.headers].filter(
    ([name]) => !OWN.test(name) && name !== 'content-encoding' && name !== 'set-cookie',
  )
  for (const [name, value] of kept) response.setHeader(name, value)
  const cookies = answer.headers.getSetCookie()
  if (cookies.length > 0) response.setHeader('set-cookie', cookies)
  response.writeHead(answer.status, answer.statusText)
  response.flushHeaders()
  for await (const piece of answer.body ?? []) response.write(piece)
  response.end()
}

/** @note What is encrypted cannot be recorded: it is a connection of the run, as any other. */
function tunnel(
  { url = '' }: IncomingMessage,
  socket: Duplex,
  { leave }: Pick<GatewayOptions, 'leave'>,
): void {
  socket.on('error', () => {})
  const [, host = '', port = '443'] = /^(.*?)(?::(\d+))?$/.exec(url) ?? []
  const address = `${host}:${port}`
  const { kind } = leave({ kind: 'tcp', names: [address, host, `tcp://${address}`] })
  if (kind === 'refused') {
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    return
  }
  const target = bypassing(() => net.connect(Number(port), host))
  target.on('error', () => socket.destroy())
  target.once('connect', () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    target.pipe(socket).pipe(target)
  })
}
