import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import { X509Certificate } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { createAuthority, type Authority } from '../../../src/worker/gateway/certificates.ts'

const servers: tls.Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Serves one host with a certificate of the authority, and greets. */
async function serve(authority: Authority, host: string): Promise<number> {
  const server = tls.createServer(authority.identityOf(host), (socket) => socket.end('hello'))
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function connect(port: number, options: tls.ConnectionOptions): Promise<string> {
  const socket = tls.connect({ port, host: '127.0.0.1', ...options })
  await once(socket, 'secureConnect')
  let text = ''
  for await (const piece of socket) text += String(piece)
  return text
}

test('a client that trusts the authority takes its servers for the hosts they stand for', async () => {
  const authority = createAuthority(Date.now())
  const port = await serve(authority, 'api.example.com')
  const ca = [authority.certificate]
  expect(await connect(port, { servername: 'api.example.com', ca })).toBe('hello')
  await expect(connect(port, { servername: 'other.example.com', ca })).rejects.toThrow(/altnames/)
  await expect(connect(port, { servername: 'api.example.com' })).rejects.toThrow(/certificate/)
})

test('a host may be an address', async () => {
  const authority = createAuthority(Date.now())
  const port = await serve(authority, '127.0.0.1')
  expect(await connect(port, { ca: [authority.certificate] })).toBe('hello')
})

test('no two processes have the same authority, and each is one by its extensions', () => {
  const [one, other] = [createAuthority(Date.now()), createAuthority(Date.now())]
  expect(one.certificate).not.toBe(other.certificate)
  const certificate = new X509Certificate(one.certificate)
  expect(certificate.ca).toBe(true)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.verify(new X509Certificate(other.certificate).publicKey)).toBe(false)
})
