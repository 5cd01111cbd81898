import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import type { CountingServer } from './http2-server.ts'

/** Starts a server of WebSockets that echoes, sends bytes and pings, refuses, and speaks as OpenAI's realtime does. */
export async function startWebsocketServer(): Promise<CountingServer> {
  const reached: string[] = []
  const server = createServer((_, response) => response.end())
  const handleProtocols = (offered: Set<string>) => (offered.has('plain') ? 'plain' : false)
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols,
    perMessageDeflate: { threshold: 0 },
  })
  server.on('upgrade', (request, socket, head) => {
    const path = request.url!
    reached.push(path)
    if (path.startsWith('/refused') || path.startsWith('/elsewhere'))
      return socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 6\r\n\r\nno key')
    sockets.handleUpgrade(request, socket, head, (opened) => {
      if (path.startsWith('/bytes')) sendBytes(opened)
      else if (path.startsWith('/v1/realtime')) speak(opened)
      else opened.on('message', (data, isBinary) => opened.send(data, { binary: isBinary }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    reached,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate()
        server.close(() => resolve())
      }),
  }
}

function sendBytes(socket: WebSocket): void {
  socket.on('message', (data: Buffer) => {
    socket.ping('are you there')
    socket.send(Buffer.concat([data, data]))
    socket.once('pong', () => socket.close(4001, 'enough'))
  })
}

interface Said {
  type: string
  event_id?: string
  item?: { content: Array<{ text: string }> }
}

function speak(socket: WebSocket): void {
  let asked = ''
  const say = (event: object) => socket.send(JSON.stringify({ event_id: id('event'), ...event }))
  say({ type: 'session.created', session: { id: id('sess'), type: 'realtime' } })
  socket.on('message', (data: Buffer) => {
    const said = JSON.parse(String(data)) as Said
    if (said.type === 'conversation.item.create') {
      asked = said.item!.content[0]!.text
      say({ type: 'conversation.item.added', previous: said.event_id, item: { id: id('item') } })
    } else if (said.type === 'response.create') {
      for (const delta of ['You asked: ', asked]) say({ type: 'response.output_text.delta', delta })
      say({ type: 'response.done', response: { id: id('resp'), usage: { total_tokens: 19 } } })
    }
  })
}

function id(kind: string): string {
  return `${kind}_${Math.random().toString(36).slice(2, 18)}`
}
