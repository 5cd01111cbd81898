import { errorMonitor } from 'node:events'
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { ResponseTap } from '../context/http-call.ts'

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
    left ||= !errorOf()
    return destroy.call(request, error)
  }
  // A listener would keep Node from discarding a response that is never read.
  request.emit = (event: string | symbol, ...args: unknown[]) => {
    const tap = event === 'response' ? tapOf() : undefined
    if (tap) watchMessage(args[0] as IncomingMessage, tap)
    return emit.call(request, event, ...args)
  }
  request.on(errorMonitor, (error: Error) => {
    if (left) tapOf()?.end('aborted')
    else tapOf()?.fail(error)
  })
  request.on('close', () => tapOf()?.end(errorOf() && !left ? 'truncated' : 'aborted'))
}

function watchMessage(message: IncomingMessage, tap: ResponseTap): void {
  const { rawHeaders } = message
  tap.head({
    status: message.statusCode!,
    statusText: message.statusMessage ?? '',
    headers: Array.from({ length: rawHeaders.length / 2 }, (_, index) => [
      rawHeaders[2 * index]!.toLowerCase(),
      rawHeaders[2 * index + 1]!,
    ]),
  })
  const { push } = message
  message.push = (chunk: Buffer | null, encoding) => {
    if (chunk !== null) tap.chunk(chunk)
    else if (message.complete) tap.end('complete')
    return push.call(message, chunk, encoding)
  }
}
