import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { asBytes, ROUTES, type Route } from '../../fixtures/projects/http-clients/routes.ts'
import { startServer, type LoopbackServer, type ServedRequest } from './model-server.ts'

/** Starts a server for the HTTP clients: each route of the fixture, redirects, an echo, and four ways to fail. */
export function startRouteServer(port = 0): Promise<LoopbackServer> {
  let next = () => {}
  const special: Record<string, (request: ServedRequest, response: ServerResponse) => unknown> = {
    '/echo': ({ method, body }, response) => response.end(`${method} ${body}`),
    '/echo/length': ({ body }, response) => response.end(String(body.length)),
    '/redirect/302': (_, response) => response.writeHead(302, { location: '/echo' }).end(),
    '/redirect/307': (_, response) => response.writeHead(307, { location: '../echo' }).end(),
    '/silent': () => {},
    '/reset': (_, response) => response.destroy(),
    async '/truncated'(_, response) {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '100' })
      response.write('only the beginning')
      await sleep(20)
      response.destroy()
    },
    async '/lockstep'(_, response) {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const event of [1, 2, 3]) {
        const asked = new Promise<void>((resolve) => (next = resolve))
        response.write(`data: ${event}\n\n`)
        await asked
      }
      response.end()
    },
    '/lockstep/next'(_, response) {
      next()
      response.writeHead(204).end()
    },
  }
  return startServer((request, response) => {
    const answer = special[request.url]
    if (answer) return answer(request, response)
    const route = ROUTES[request.url.slice(1)]
    return route ? send(response, route) : response.writeHead(404).end()
  }, port)
}

async function send(response: ServerResponse, { status, headers, sent, pieces = 1 }: Route) {
  response.writeHead(status, headers)
  const bytes = asBytes(sent)
  const size = Math.ceil(bytes.length / pieces)
  for (let at = 0; at < bytes.length; at += size) {
    response.write(bytes.subarray(at, at + size))
    if (pieces > 1) await sleep(2)
  }
  response.end()
}
