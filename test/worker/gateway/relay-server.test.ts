import { once } from 'node:events'
import { createServer, request } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { createAuthority } from '../../../src/worker/gateway/certificates.ts'
import { createRelay, type RelayHandlers } from '../../../src/worker/gateway/relay-server.ts'

const authority = createAuthority(Date.now())
const cleanups: Array<() => void> = []
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean()
})

/** Starts a relay that answers with the address it was asked for; `heard` lists what its handlers were asked. */
async function startRelay(handlers: Partial<RelayHandlers> = {}) {
  const heard: string[] = []
  const server = createRelay({
    createServer,
    authority,
    handlers: {
      relay: (url, _request, response) => void response.end(`asked for ${url}`),
      async connect({ host, port }) {
        heard.push(`connect ${host}:${port}`)
        return 'look'
      },
      async opaque({ host, port }, reason) {
        heard.push(`${reason} ${host}:${port}`)
        return 'refused'
      },
      ...handlers,
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => (server.close(), server.closeAllConnections()))
  return { heard, port: (server.address() as AddressInfo).port }
}

/** Opens a connection to a target through the relay. */
async function connectBy(port: number, target: string): Promise<net.Socket> {
  const asked = request({ port, host: '127.0.0.1', method: 'CONNECT', path: target })
  asked.end()
  const [response, socket] = (await once(asked, 'connect')) as [{ statusCode: number }, net.Socket]
  cleanups.push(() => socket.destroy())
  socket.on('error', () => {})
  if (response.statusCode !== 200) throw new Error(`refused with ${response.statusCode}`)
  return socket
}

async function ask(socket: net.Socket, host: string): Promise<string> {
  socket.write(`GET /orders?n=1 HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
  let text = ''
  for await (const piece of socket) text += String(piece)
  return text.slice(text.indexOf('\r\n\r\n') + 4)
}

test('an encrypted connection is looked into, for whom it trusts', async () => {
  const { heard, port } = await startRelay()
  const socket = await connectBy(port, 'api.example.com:443')
  const secure = tls.connect({
    socket,
    servername: 'api.example.com',
    ca: [authority.certificate],
    ALPNProtocols: ['h2', 'http/1.1'],
  })
  expect(await ask(secure, 'api.example.com')).toContain(
    'asked for https://api.example.com/orders?n=1',
  )
  expect(secure.alpnProtocol).toBe('http/1.1')
  expect(heard).toEqual(['connect api.example.com:443'])
})

test.for(['TLSv1.2', 'TLSv1.3'] as const)(
  'a client that does not trust it is known by going away, with %s',
  async (version) => {
    const { heard, port } = await startRelay()
    const socket = await connectBy(port, 'api.example.com:8443')
    const secure = tls.connect({
      socket,
      servername: 'api.example.com',
      minVersion: version,
      maxVersion: version,
    })
    await expect(once(secure, 'secureConnect')).rejects.toThrow(/certificate/)
    await expect
      .poll(() => heard)
      .toEqual(['connect api.example.com:8443', 'trust api.example.com:8443'])
  },
)

test('a connection of a proxy may carry plain HTTP', async () => {
  const { port } = await startRelay()
  const socket = await connectBy(port, 'shop.example.com:8080')
  expect(await ask(socket, 'shop.example.com')).toContain(
    'asked for http://shop.example.com:8080/orders?n=1',
  )
})

test('what carries no HTTP is decided on by its target, also where the server speaks first', async () => {
  const { heard, port } = await startRelay()
  const speaking = await connectBy(port, 'db.example.com:5432')
  speaking.write(Buffer.from([0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f]))
  await once(speaking, 'close')
  const silent = await connectBy(port, 'mail.example.com:25')
  await once(silent, 'close')
  expect(heard).toEqual([
    'connect db.example.com:5432',
    'protocol db.example.com:5432',
    'connect mail.example.com:25',
    'protocol mail.example.com:25',
  ])
})

test('a rule opens a connection as it is, or refuses it', async () => {
  const echo = net.createServer((socket) => socket.pipe(socket))
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  cleanups.push(() => echo.close())
  const { port } = await startRelay({ connect: async () => 'open' })
  const socket = await connectBy(port, `127.0.0.1:${(echo.address() as AddressInfo).port}`)
  socket.write('as it is')
  expect(String(await once(socket, 'data'))).toBe('as it is')

  const refusing = await startRelay({ connect: async () => 'refused' })
  await expect(connectBy(refusing.port, 'db.example.com:5432')).rejects.toThrow('403')
})

test('a WebSocket is declined, and an unknown address is not found', async () => {
  const { port } = await startRelay()
  const headers = { connection: 'upgrade', upgrade: 'websocket' }
  const upgrading = request({ port, host: '127.0.0.1', path: '/to/https/a.example/v1', headers })
  upgrading.end()
  const [declined] = (await once(upgrading, 'response')) as [{ statusCode: number }]
  expect(declined.statusCode).toBe(426)
  expect((await fetch(`http://127.0.0.1:${port}/v1/models`)).status).toBe(404)
  const found = await fetch(`http://127.0.0.1:${port}/to/https/a.example/v1?x=1`)
  expect(await found.text()).toBe('asked for https://a.example/v1?x=1')
})
