import type { Duplex } from 'node:stream'
import type { SocketTap } from '../../context/socket-call.ts'

/**
 * Passes to the tap what both ends of an upgraded connection send.
 *
 * @param head What the server had sent with its answer.
 */
export function watchSocket(
  socket: Duplex,
  head: Uint8Array,
  tap: Pick<SocketTap, 'sent' | 'received' | 'over'>,
): void {
  if (head.length > 0) tap.received(new Uint8Array(head))
  const { push, write, end } = socket
  socket.push = (chunk: Buffer | null, encoding) => {
    if (chunk instanceof Uint8Array) tap.received(new Uint8Array(chunk))
    return push.call(socket, chunk, encoding)
  }
  const note = ([chunk, encoding]: unknown[]) => {
    if (typeof chunk === 'string')
      tap.sent(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as 'utf8') : 'utf8'))
    else if (chunk instanceof Uint8Array) tap.sent(new Uint8Array(chunk))
  }
  socket.write = (...args: unknown[]) => {
    note(args)
    return Reflect.apply(write, socket, args) as boolean
  }
  socket.end = (...args: unknown[]) => {
    note(args)
    return Reflect.apply(end, socket, args) as never
  }
  socket.once('close', () => tap.over())
}
