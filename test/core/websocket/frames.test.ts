import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { FrameReader, OPCODES, writeFrame } from '../../../src/core/websocket/frames.ts'
import { SocketReader, type SocketPart } from '../../../src/core/websocket/socket-reader.ts'
import { inflate } from '../../../src/worker/intercept/websocket/inflate.ts'

test.each([0, 1, 125, 126, 65_535, 65_536, 70_000])(
  'a frame of %d bytes is read back, in pieces of any size',
  (size) => {
    const payload = new Uint8Array(randomBytes(size))
    const bytes = writeFrame(OPCODES.binary, payload)
    for (const piece of size < 1000 ? [1, 7, 1000] : [1000, bytes.length]) {
      const reader = new FrameReader()
      const frames = []
      for (let at = 0; at < bytes.length; at += piece)
        frames.push(...reader.read(bytes.subarray(at, at + piece)))
      expect(frames).toHaveLength(1)
      expect(frames[0]).toMatchObject({ opcode: 2, isFinal: true, isCompressed: false })
      expect(Buffer.compare(frames[0]!.payload, payload)).toBe(0)
    }
  },
)

test('a long frame in very small pieces is put together once: the work does not grow with its square', () => {
  const bytes = writeFrame(OPCODES.binary, new Uint8Array(4_000_000))
  const reader = new FrameReader()
  let frames = 0
  for (let at = 0; at < bytes.length; at += 16)
    frames += reader.read(bytes.subarray(at, at + 16)).length
  expect(frames).toBe(1)
})

/** The messages of a client of `ws`, read from its bytes. */
async function readClient(
  perMessageDeflate: boolean,
  say: (socket: WebSocket) => void,
): Promise<SocketPart[]> {
  const server = createServer()
  const sockets = new WebSocketServer({
    server,
    perMessageDeflate: perMessageDeflate && { threshold: 0 },
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const reader = new SocketReader(inflate, 'client')
  const parts: SocketPart[] = []
  server.prependListener('upgrade', (_request, socket) => {
    const { push } = socket
    socket.push = (chunk: Buffer | null) => {
      if (chunk) parts.push(...reader.read(chunk))
      return push.call(socket, chunk)
    }
  })
  const { port } = server.address() as AddressInfo
  const options = { perMessageDeflate: perMessageDeflate && { threshold: 0 } }
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, options)
  await once(socket, 'open')
  say(socket)
  await once(socket, 'close')
  sockets.close()
  return parts
}

const LONG = 'the same words. '.repeat(30)

test.each([false, true])('what a client sends is read, compressed: %s', async (isCompressed) => {
  const parts = await readClient(isCompressed, (socket) => {
    socket.send('hello')
    socket.send('hello again, hello')
    socket.send(LONG)
    socket.send(LONG)
    socket.send('frag', { fin: false })
    socket.send('ment', { fin: true })
    socket.send(Buffer.from([0, 1, 255]))
    socket.ping('there?')
    socket.close(4001, 'done — enough')
  })
  const text = (one: string) => ({ kind: 'message', message: { kind: 'text', text: one } })
  expect(parts).toEqual([
    text('hello'),
    text('hello again, hello'),
    text(LONG),
    text(LONG),
    text('fragment'),
    { kind: 'message', message: { kind: 'binary', bytes: new Uint8Array([0, 1, 255]) } },
    { kind: 'ping', payload: new Uint8Array(Buffer.from('there?')) },
    { kind: 'close', close: { code: 4001, reason: 'done — enough' } },
  ])
})

const masked = [0x81, 0x81, 0, 0, 0, 0, 0x61]

test.each<[name: string, sent: number[], invalid: number[]]>([
  ['reserved bits', [0xff, 0xff, 0xff], [0xff, 0xff]],
  ['a reserved opcode', [0x83, 0x00], [0x83, 0x00]],
  ['a signal in fragments', [0x09, 0x00], [0x09, 0x00]],
  ['a long signal', [0x89, 0x7e], [0x89, 0x7e]],
  ['a compressed signal', [0xc9, 0x00], [0xc9, 0x00]],
  ['a server that masks', masked, [0x81, 0x80, 0, 0, 0, 0]],
  ['the end of nothing', [0x80, 0x00], [0x80, 0x00]],
  ['a message within another', [0x01, 0x01, 0x61, 0x81, 0x01, 0x61], [0x80, 0x00]],
  ['a text that is none', [0x81, 0x02, 0x61, 0xff], [0x81, 0x01, 0xff]],
  ['what cannot be decompressed', [0xc1, 0x01, 0xff], [0xc1, 0x00]],
])('%s of a server is invalid, and nothing after it is read', (_name, sent, invalid) => {
  const reader = new SocketReader(inflate, 'server')
  const before = writeFrame(OPCODES.text, Buffer.from('a'))
  const bytes = new Uint8Array([...before, ...sent, ...before])
  const parts = [...bytes].flatMap((byte) => reader.read(Uint8Array.of(byte)))
  expect(parts).toEqual([
    { kind: 'message', message: { kind: 'text', text: 'a' } },
    { kind: 'invalid', payload: new Uint8Array(invalid) },
  ])
})
