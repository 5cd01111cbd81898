import { randomBytes } from 'node:crypto'
import { type LoopbackServer, type ServedRequest, sendJson, startServer } from './model-server.ts'

/** A service whose answers are others each time, though it is asked the same. */
export interface ServiceServer extends LoopbackServer {
  /** The number of times that a job is asked for until it is done. */
  polls: number
}

/** Starts it. */
export async function startService(): Promise<ServiceServer> {
  const jobs = new Map<string, number>()
  const cursors = new Map<string, number>()
  const etags = new Set<string>()
  const draw = (bytes = 9) => randomBytes(bytes).toString('base64url')
  const items = ['a', 'b', 'c', 'd', 'e']

  const answer = (
    path: string,
    { headers }: ServedRequest,
  ): [unknown, number?, Record<string, string>?] => {
    const url = new URL(path, 'http://service.test')
    switch (url.pathname) {
      case '/api/chat.postMessage': {
        const ts = `${Math.floor(Date.now() / 1000)}.${String(Math.floor(Math.random() * 1e6)).padStart(6, '0')}`
        return [{ ok: true, channel: 'C1', ts, message: { ts, app_id: 'A1' } }]
      }
      case '/api/reactions.add':
        return [{ ok: true }]
      case '/search':
        return [
          {
            took: 2 + Math.floor(Math.random() * 900),
            timed_out: false,
            hits: [{ _id: 'r-1' }, { _id: 'r-2' }],
          },
        ]
      case '/summaries':
        return [{ summary: 'two hits' }]
      case '/v1/customers':
        return [{ id: `cus_${draw()}`, created: Math.floor(Date.now() / 1000) }]
      case '/v1/charges':
        return [{ id: `ch_${draw()}`, created: Math.floor(Date.now() / 1000), status: 'succeeded' }]
      case '/items': {
        const from = cursors.get(url.searchParams.get('cursor') ?? '') ?? 0
        const cursor = from + 2 < items.length ? `${draw(12)}==` : ''
        if (cursor !== '') cursors.set(cursor, from + 2)
        return [{ items: items.slice(from, from + 2), next_cursor: cursor }]
      }
      case '/document': {
        if (etags.has(String(headers['if-none-match']))) return [undefined, 304]
        const etag = `"${draw()}"`
        etags.add(etag)
        return [{ text: 'The policy.' }, 200, { etag }]
      }
      case '/token':
        return [{ access_token: draw(24), token_type: 'bearer', expires_in: 3600 }]
      case '/me':
        return [{ name: 'Ada' }]
      case '/jobs': {
        const id = `job_${draw()}`
        jobs.set(id, 0)
        return [{ id, state: 'queued' }]
      }
      default: {
        const id = url.pathname.split('/').at(-1)!
        const asked = (jobs.get(id) ?? 0) + 1
        jobs.set(id, asked)
        return [{ id, state: asked >= service.polls ? 'done' : 'running' }]
      }
    }
  }

  const server = await startServer((request, response) => {
    const [body, status = 200, headers = {}] = answer(request.url, request)
    response.setHeader('x-request-id', draw(16))
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (body === undefined) response.writeHead(status).end()
    else sendJson(response, body, status)
  })
  const service: ServiceServer = Object.assign(server, { polls: 2 })
  return service
}
