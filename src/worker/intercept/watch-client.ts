import { errorMonitor } from 'node:events'
import type { ClientRequest, IncomingMessage, InformationEvent } from 'node:http'
import type { Writable } from 'node:stream'
import type { ExchangeTap, ResponseTap } from '../context/http-call.ts'

/**
 * Passes to the tap what the client of a request receives, as it receives it. `tapOf` is called
 * each time: there is a tap only once the request has been let through.
 *
 * @note Not a clone of the response: a clone is read too late for a client that ends the run with
 * its last byte, and on MSW 3 it never ends when the connection breaks off.
 */
export function watchClient(request: ClientRequest, tapOf: () => ResponseTap | undefined): void {
  // Node reports an abort by the client and by the server with the same error.
  let left = false
  const errorOf = () => (request as { res?: IncomingMessage }).res?.errored ?? request.errored
  const { destroy, emit } = request
  request.destroy = (error) => {
    left ||= !errorOf() && !isLost(request)
    return destroy.call(request, error)
  }
  // A listener would keep Node from discarding a response that is never read.
  request.emit = (event: string | symbol, ...args: unknown[]) => {
    const tap = tapOf()
    if (tap && event === 'response') watchMessage(args[0] as IncomingMessage, tap)
    if (tap && event === 'information') {
      const { statusCode, rawHeaders } = args[0] as InformationEvent
      // Node's server sends 100 by itself.
      if (statusCode !== 100) tap.information({ status: statusCode, headers: pairsOf(rawHeaders) })
    }
    if (tap && event === 'upgrade')
      tap.switched?.((args[0] as IncomingMessage).headers.upgrade ?? '')
    return emit.call(request, event, ...args)
  }
  request.on(errorMonitor, (error: Error) => {
    // It is refused, and the request goes on.
    if ((error as NodeJS.ErrnoException).code === 'ERR_STREAM_WRITE_AFTER_END') return
    if (left) tapOf()?.end('aborted')
    else tapOf()?.fail(error)
  })
  request.on('close', () => tapOf()?.end(errorOf() && !left ? 'truncated' : 'aborted'))
}

/**
 * Returns `true` where the connection of a request has failed, or was ended by the server.
 *
 * @note A client may hear of it before Node does: on a socket that it had before, its listener is the first.
 */
function isLost({ socket }: ClientRequest): boolean {
  return !!socket && ((socket.errored ?? null) !== null || socket.readableEnded)
}

function watchMessage(message: IncomingMessage, tap: ResponseTap): void {
  tap.head({
    status: message.statusCode!,
    statusText: message.statusMessage ?? '',
    headers: pairsOf(message.rawHeaders),
  })
  const { push } = message
  message.push = (chunk: Buffer | null, encoding) => {
    if (chunk !== null) tap.chunk(chunk)
    else if (message.complete) tap.end('complete', { trailers: pairsOf(message.rawTrailers) })
    return push.call(message, chunk, encoding)
  }
}

/** Passes to the tap what the client sends, as it sends it. */
export function watchSent(
  request: Pick<Writable, 'write' | 'end' | 'writableEnded'>,
  tap: Pick<ExchangeTap, 'sent' | 'sentAll'>,
): void {
  if (request.writableEnded) return tap.sentAll()
  const { write, end } = request
  const note = ([chunk, encoding]: unknown[]) => {
    if (!isFramed(request)) return
    if (typeof chunk === 'string')
      tap.sent(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as 'utf8') : 'utf8'))
    else if (chunk instanceof Uint8Array) tap.sent(chunk)
  }
  // Anything after the end is refused.
  request.write = (...args: unknown[]) => {
    const isOver = request.writableEnded
    try {
      return Reflect.apply(write, request, args) as boolean
    } finally {
      if (!isOver) note(args)
    }
  }
  request.end = (...args: unknown[]) => {
    const isOver = request.writableEnded
    try {
      return Reflect.apply(end, request, args) as never
    } finally {
      if (!isOver) note(args)
      tap.sentAll()
    }
  }
}

/**
 * Returns `false` where the head that was sent announces no body: what is written then is no part of the request.
 *
 * @note Node adds neither a length nor chunks to a `DELETE` or a `GET`.
 */
function isFramed(request: object): boolean {
  const { _header: head } = request as { _header?: unknown }
  return typeof head !== 'string' || /^(?:content-length|transfer-encoding):/im.test(head)
}

/** Names and values of a flat list. */
export function pairsOf(flat: readonly string[]): Array<[string, string]> {
  return Array.from({ length: flat.length >> 1 }, (_, index) => [
    flat[2 * index]!,
    flat[2 * index + 1]!,
  ])
}
