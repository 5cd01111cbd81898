import { AsyncResource } from 'node:async_hooks'
import type http from 'node:http'
import type { Duplex } from 'node:stream'
import { restoreError } from '../../../core/cassette/value.ts'
import type { ServedSocket, SocketTap } from '../../context/socket-call.ts'
import { pairsOf } from '../watch-client.ts'
import type { ReplaySocket } from '../replay-socket.ts'
import { answerUpgrade } from '../replay-server.ts'
import { acceptHeaders, keptHeaders } from './handshake.ts'
import { serveSocket } from './serve-socket.ts'
import { watchSocket } from './watch-socket.ts'

/** Watches the handshake of a client of `node:http`, and what comes after it. */
export function watchUpgrade(request: http.ClientRequest, tap: SocketTap): void {
  const { emit } = request
  let isAnswered = false
  request.emit = (event: string | symbol, ...args: unknown[]) => {
    if (event === 'upgrade') {
      const [answer, socket, head] = args as [http.IncomingMessage, Duplex, Buffer]
      isAnswered = true
      tap.opened(keptHeaders(pairsOf(answer.rawHeaders)))
      watchSocket(socket, head, tap)
    } else if (event === 'response') {
      isAnswered = true
      watchRefusal(args[0] as http.IncomingMessage, request, tap)
    } else if (event === 'error' && !isAnswered) {
      isAnswered = true
      tap.failed(args[0])
    }
    return emit.call(request, event, ...args)
  }
}

function watchRefusal(
  answer: http.IncomingMessage,
  request: http.ClientRequest,
  tap: SocketTap,
): void {
  const parts: Buffer[] = []
  const { push } = answer
  answer.push = (chunk: Buffer | null, encoding) => {
    if (chunk !== null) parts.push(chunk)
    return push.call(answer, chunk, encoding)
  }
  request.once('close', () =>
    tap.refused({
      status: answer.statusCode!,
      statusText: answer.statusMessage ?? '',
      headers: pairsOf(answer.rawHeaders),
      body: Buffer.concat(parts).toString(),
    }),
  )
}

/** Answers the handshake of a client of `node:http` that leads to the recording. */
export function serveUpgrade(request: http.ClientRequest, served: ServedSocket): void {
  const resource = new AsyncResource('VITEST_REPLAY_REQUEST')
  request.prependListener('socket', (socket) => {
    const client = socket as unknown as ReplaySocket
    answerUpgrade(client.server, (received, end) => {
      void resource.runInAsyncScope(() =>
        answer(received, end, served).catch((error: Error) => client.destroy(error)),
      )
    })
  })

  async function answer(
    received: http.IncomingMessage,
    end: Duplex,
    socket: ServedSocket,
  ): Promise<void> {
    const opening = await socket.open()
    if (opening.kind === 'failed') return void request.destroy(restoreError(opening.error) as Error)
    if (opening.kind === 'refused') {
      const { status, statusText, headers, body } = opening.refusal
      const bytes = Buffer.from(body)
      const kept = headers.filter(
        ([name]) => !/^(content-length|transfer-encoding|connection)$/i.test(name),
      )
      const all = [...kept, ['Content-Length', String(bytes.length)], ['Connection', 'close']]
      end.write(headOf(`HTTP/1.1 ${status} ${statusText}`, all), 'latin1')
      end.end(bytes)
      return
    }
    const headers = acceptHeaders(opening, String(received.headers['sec-websocket-key']))
    end.write(headOf('HTTP/1.1 101 Switching Protocols', headers), 'latin1')
    serveSocket(end, socket)
  }
}

function headOf(line: string, headers: readonly string[][]): string {
  return `${[line, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`
}
