// The upstream that is recorded. On a fixed port, for the address is part of a recording.
import http from 'node:http'
import * as calls from './work/calls.mjs'
import { answerStream, path as streamPath } from './work/stream.mjs'
import * as turns from './work/turns.mjs'

const PORT = 45873
export const origin = `http://127.0.0.1:${PORT}`

export async function startServer() {
  const server = http.createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      if (request.url === streamPath) return void answerStream(response)
      const body = JSON.parse(Buffer.concat(chunks))
      const { answer } = body.tools ? calls : turns
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(answer(body)))
    })
  })
  await new Promise((resolve, reject) =>
    server.once('error', reject).listen(PORT, '127.0.0.1', resolve),
  )
  return {
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
