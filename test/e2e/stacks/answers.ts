import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { startServer, type LoopbackServer } from '../../servers/model-server.ts'

const PIECES = ['data: {"delta":"It is"}\n\n', 'data: {"delta":" 5"}\n\n', 'data: [DONE]\n\n']

async function stream(response: ServerResponse, pieces: string[]): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const piece of pieces) {
    if (response.destroyed) return
    response.write(piece)
    await sleep(30)
  }
}

/** Starts the server of `fixtures/projects/stacks`: one path a shape of answer. */
export function startAnswers(port = 0): Promise<LoopbackServer> {
  return startServer(async ({ url }, response) => {
    if (url === '/stream') {
      await stream(response, PIECES)
      response.end()
    } else if (url === '/broken') {
      await stream(response, PIECES.slice(0, 2))
      response.destroy()
    } else {
      const compressed = url === '/gzip'
      response.setHeader('content-type', 'application/json')
      if (compressed) response.setHeader('content-encoding', 'gzip')
      response.end(compressed ? gzipSync('{"answer":5}') : '{"answer":5}')
    }
  }, port)
}
