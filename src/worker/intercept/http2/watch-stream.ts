import { errorMonitor } from 'node:events'
import type { ClientHttp2Stream } from 'node:http2'
import { callStack } from '../../context/call-stack.ts'
import type { ResponseTap } from '../../context/http-call.ts'
import { pairsOf } from '../watch-client.ts'

type Headers = Record<string, string | string[] | number | undefined>

/** Passes to the tap what the client of a stream receives, as it receives it. */
export function watchStream(stream: ClientHttp2Stream, tap: ResponseTap): void {
  const state = { hasLeft: false, isEnded: false }
  const complete = (trailers: Array<[string, string]> = []) => tap.end('complete', { trailers })
  const { push, emit, close, destroy } = stream
  stream.push = (chunk: Buffer | null, encoding) => {
    if (chunk !== null) tap.chunk(chunk)
    else if (stream.rstCode === 0) {
      // A stream that was reset ends as well.
      state.isEnded = true
      // Trailers, which end a stream, are handed over in this turn.
      queueMicrotask(() => complete())
    }
    return push.call(stream, chunk, encoding)
  }
  // A listener for data would keep Node from discarding what is never read.
  stream.emit = (event: string | symbol, ...args: unknown[]) => {
    if (event === 'response' || event === 'headers') begin(tap, args)
    if (event === 'trailers') complete(headerList(args))
    return Reflect.apply(emit, stream, [event, ...args]) as boolean
  }
  stream.close = (...args) => {
    // Node closes those of a connection that was lost.
    state.hasLeft ||= !/socketOnClose/.test(callStack() ?? '')
    return Reflect.apply(close, stream, args) as void
  }
  stream.destroy = (error) => {
    // Node destroys a stream itself when it was reset, or when its session was lost.
    state.hasLeft ||= !stream.closed && !stream.session?.destroyed && !isOfStream(error)
    return destroy.call(stream, error)
  }
  stream.on(errorMonitor, (error: Error) => {
    if (state.hasLeft) tap.end('aborted')
    else tap.fail(error)
  })
  stream.on('close', () => {
    if (state.isEnded) complete()
    else tap.end(state.hasLeft ? 'aborted' : 'truncated')
  })
}

function begin(tap: ResponseTap, args: unknown[]): void {
  const status = Number((args[0] as Headers)[':status'])
  const headers = headerList(args)
  if (status >= 200) tap.head({ status, statusText: '', headers })
  else if (status >= 100) tap.information({ status, headers })
}

/** The headers that an event hands over: as they came, where Node tells. */
function headerList([headers, , raw]: unknown[]): Array<[string, string]> {
  const list: Array<[string, string]> = Array.isArray(raw)
    ? pairsOf(raw as string[])
    : Object.entries(headers as Headers).flatMap(([name, value]) =>
        [value].flat().map((one): [string, string] => [name, String(one)]),
      )
  return list.filter(([name]) => !name.startsWith(':'))
}

function isOfStream(error: Error | undefined): boolean {
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown }
  return syscall !== undefined || (typeof code === 'string' && code.startsWith('ERR_HTTP2_'))
}
