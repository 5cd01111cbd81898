import type { ServedSocket, SocketTap } from '../../context/socket-call.ts'
import { ReplaySocket } from '../replay-socket.ts'
import { answerDispatch, type DispatchHandler } from '../undici-answer.ts'
import { readHeaders, type UndiciCopy } from '../undici-copy.ts'
import { restoreUndiciError } from '../undici-errors.ts'
import { coverHandler } from '../undici-tap.ts'
import { acceptHeaders, keptHeaders } from './handshake.ts'
import { serveSocket } from './serve-socket.ts'
import { watchSocket } from './watch-socket.ts'

type Method = (...args: unknown[]) => unknown
type Pairs = Array<[string, string]>

/** Watches the handshake of a client of undici, and what comes after it. */
export function tapUpgrade(handler: DispatchHandler, tap: SocketTap): DispatchHandler {
  const opened = (headers: Pairs, socket: ReplaySocket) => {
    tap.opened(keptHeaders(headers))
    // Bytes that came with the answer wait to be read.
    const head = socket.read() as Buffer | null
    if (head) socket.unshift(head)
    watchSocket(socket, head ?? Buffer.alloc(0), tap)
  }
  const before: Record<string, Method> = {
    onUpgrade: (_status, headers, socket) =>
      opened(listOf(headers as Buffer[]), socket as ReplaySocket),
    onRequestUpgrade: (_controller, _status, headers, socket) =>
      opened(recordPairs(headers as Record<string, string | string[]>), socket as ReplaySocket),
    onHeaders: (status, headers, _resume, statusText) =>
      refused(tap, status, listOf(headers as Buffer[]), statusText),
    onResponseStart: (_controller, status, headers, statusText) =>
      refused(tap, status, recordPairs(headers as Record<string, string | string[]>), statusText),
    onError: (error) => tap.failed(error),
    onResponseError: (_controller, error) => tap.failed(error),
  }
  return coverHandler(handler, (key, own) => {
    const first = before[String(key)]
    if (!first) return own.bind(handler)
    return (...args: unknown[]) => {
      first(...args)
      return Reflect.apply(own, handler, args) as unknown
    }
  })
}

function refused(tap: SocketTap, status: unknown, headers: Pairs, statusText: unknown): void {
  if ((status as number) < 200) return
  const text = typeof statusText === 'string' ? statusText : ''
  tap.refused({ status: status as number, statusText: text, headers, body: '' })
}

/** Answers the handshake of a client of undici from the recording. */
export async function answerUpgradeDispatch(
  handler: DispatchHandler,
  served: ServedSocket,
  { url, key, copy }: { url: string; key: string; copy: UndiciCopy },
): Promise<void> {
  try {
    await answerUpgrade(handler, served, { url, key, copy })
  } catch (error) {
    await answerDispatch(handler, { error: error as Error })
  }
}

async function answerUpgrade(
  handler: DispatchHandler,
  served: ServedSocket,
  { url, key, copy }: { url: string; key: string; copy: UndiciCopy },
): Promise<void> {
  const opening = await served.open()
  if (opening.kind === 'failed') {
    await answerDispatch(handler, { error: restoreUndiciError(opening.error, copy.errors) })
    return
  }
  if (opening.kind === 'refused') {
    const { status, statusText, headers, body } = opening.refusal
    const pieces = body === '' ? [] : [Buffer.from(body)]
    const response = {
      status,
      statusText,
      headers,
      pieces,
      end: 'complete',
      streamed: false,
    } as const
    await answerDispatch(handler, { response }, copy)
    return
  }
  const socket = new ReplaySocket({ isEncrypted: url.startsWith('wss:'), port: 0 })
  const headers = acceptHeaders(opening, key)
  const controller = { abort: () => socket.destroy(), pause() {}, resume() {}, rawHeaders: [] }
  if (handler.onRequestStart) handler.onRequestStart(controller as never, {})
  else handler.onConnect?.(() => void socket.destroy())
  serveSocket(socket.server, served)
  const raw = headers.flat().map((text) => Buffer.from(text, 'latin1'))
  if (handler.onRequestUpgrade)
    handler.onRequestUpgrade(controller as never, 101, readHeaders(copy, raw), socket)
  else handler.onUpgrade?.(101, raw, socket)
}

function listOf(raw: readonly Buffer[]): Pairs {
  const pairs: Pairs = []
  for (let i = 0; i + 1 < raw.length; i += 2)
    pairs.push([String(raw[i]), raw[i + 1]!.toString('latin1')])
  return pairs
}

function recordPairs(headers: Record<string, string | string[]>): Pairs {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  )
}
