import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { BrokenBody } from '../context/broken-body.ts'
import type { ResponseTap } from '../context/http-call.ts'
import { drained } from './drained.ts'
import { pairsOf } from './watch-client.ts'

/** Reads the body of a request. */
export async function readRequest(
  received: IncomingMessage,
  onBytes: (bytes: Uint8Array) => void = () => {},
): Promise<Uint8Array> {
  const parts: Buffer[] = []
  try {
    for await (const part of received) {
      parts.push(part as Buffer)
      onBytes(part as Buffer)
    }
  } catch (error) {
    throw new BrokenBody(Buffer.concat(parts), error)
  }
  return Buffer.concat(parts)
}

/** Sends a request that was read, or arrives, to where it was meant for, and its response back. */
export function forwardHttp(
  open: () => ClientRequest,
  {
    received,
    body,
    response,
    client,
    tap,
  }: {
    received: IncomingMessage
    body: Uint8Array | AsyncIterable<Uint8Array>
    response: ServerResponse
    client: Duplex
    tap: Pick<ResponseTap, 'switched'>
  },
): void {
  const request = open()
  for (let i = 0; i + 1 < received.rawHeaders.length; i += 2) {
    const name = received.rawHeaders[i]!
    const isOwn = name.toLowerCase() === 'connection' && !received.headers.upgrade
    if (!isOwn && !/^(transfer-encoding|expect)$/i.test(name))
      request.setHeader(name, received.headersDistinct[name.toLowerCase()] ?? '')
  }
  // Of a body that was changed on the way, the length is another one.
  if (body instanceof Uint8Array && request.hasHeader('content-length'))
    request.setHeader('content-length', body.length)
  request.on('error', (error) => client.destroy(error))
  request.on('upgrade', (answer, socket) => {
    tap.switched?.(answer.headers.upgrade ?? '')
    socket.destroy()
    client.destroy()
  })
  request.on('response', (answer) => {
    const headers: string[] = []
    for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2) {
      const name = answer.rawHeaders[i]!
      if (!/^(connection|keep-alive|transfer-encoding)$/i.test(name))
        headers.push(name, answer.rawHeaders[i + 1]!)
    }
    response.writeHead(answer.statusCode!, answer.statusMessage, headers)
    response.flushHeaders()
    answer.on('data', (chunk: Buffer) => response.write(chunk))
    answer.on('error', () => client.destroy())
    answer.on('end', () => response.end())
  })
  client.on('close', () => request.destroy())
  if (received.rawTrailers.length > 0) {
    // Without a length, which leaves no place for them.
    request.flushHeaders()
    request.addTrailers(pairsOf(received.rawTrailers))
  }
  if (body instanceof Uint8Array) request.end(body.length > 0 ? body : undefined)
  else void sendPieces(request, body)
}

async function sendPieces(
  request: ClientRequest,
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  request.flushHeaders()
  try {
    for await (const piece of pieces) {
      if (request.destroyed) return
      if (!request.write(piece)) await drained(request)
    }
    request.end()
  } catch (error) {
    request.destroy(error as Error)
  }
}
