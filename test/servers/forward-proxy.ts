import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { listenOn } from './listen.ts'

export interface ForwardProxy {
  url: string
  /** The requests and tunnels it was asked for. */
  asked: string[]
  close(): Promise<void>
}

/** Starts a proxy that forwards requests, and opens tunnels. */
export async function startForwardProxy(port = 0): Promise<ForwardProxy> {
  const asked: string[] = []
  const tunnels = new Set<Duplex>()
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const { method, headers } = request
    const onward = http.request(request.url!, { method: method!, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.statusMessage, answer.rawHeaders)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  server.on('connect', (request, client, head) => {
    asked.push(`CONNECT ${request.url}`)
    const { hostname, port } = new URL(`http://${request.url}`)
    const origin = net.connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      origin.write(head)
      origin.pipe(client).pipe(origin)
    })
    tunnels.add(client)
    origin.on('error', () => client.destroy())
    client.on('error', () => origin.destroy()).on('close', () => origin.destroy())
  })
  await listenOn(server, port)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        for (const tunnel of tunnels) tunnel.destroy()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
