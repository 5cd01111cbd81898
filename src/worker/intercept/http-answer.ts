import type { ServerResponse } from 'node:http'
import { LOST_CONNECTION, restoreError } from '../../core/cassette/value.ts'
import type { HttpVerdict, ReplayResponse } from '../context/http-call.ts'
import { nodeHttp } from '../context/http-module.ts'
import { nextTurn } from '../context/timers.ts'
import { drained } from './drained.ts'
import type { ReplaySocket } from './replay-socket.ts'

const BODILESS = new Set([204, 205, 304])

/** Sends an answer to a client of `node:http` as a server would. `client` is the client's end of the connection. */
export async function answerHttp(
  verdict: Exclude<HttpVerdict, { kind: 'live' }>,
  response: ServerResponse,
  client: ReplaySocket,
): Promise<void> {
  if (verdict.kind === 'fail') client.destroy(restoreError(verdict.error) as Error)
  else if (verdict.kind === 'respond') await respond(verdict.response, response, client)
}

async function respond(
  recorded: ReplayResponse,
  response: ServerResponse,
  client: ReplaySocket,
): Promise<void> {
  client.passTime(recorded.after ?? 0)
  for (const { status, headers } of recorded.information ?? []) {
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`)
    const line = `HTTP/1.1 ${status} ${nodeHttp.STATUS_CODES[status] ?? ''}\r\n`
    response.socket?.write(`${line}${lines.join('')}\r\n`, 'latin1')
    await nextTurn()
  }
  const isBodiless = response.req.method === 'HEAD' || BODILESS.has(recorded.status)
  // Node adds none of its own in place of a header that was removed: the head is the recorded one.
  for (const name of ['connection', 'transfer-encoding', 'content-length'])
    response.removeHeader(name)
  response.writeHead(recorded.status, recorded.statusText, framedHeaders(recorded, isBodiless))
  if (isBodiless) return void response.end()
  // Sends the head at once, as latin1: `flushHeaders()` would as UTF-8.
  response.write(Buffer.alloc(0))
  let received = 0
  for (const piece of recorded.pieces) {
    await nextTurn()
    await recorded.ready?.(received)
    received += piece.length
    if (response.destroyed) return
    recorded.onPiece?.()
    if (!response.write(piece)) await drained(response)
  }
  if (recorded.end === 'aborted') return
  await nextTurn()
  await recorded.ready?.(received)
  if (recorded.end === 'truncated') {
    await nextTurn()
    const { error } = recorded
    // Node makes an error of its own of a connection that is lost.
    if (!error || error.code === LOST_CONNECTION) return void client.destroy()
    return void client.destroy(restoreError(error) as Error)
  }
  response.addTrailers(recorded.trailers ?? [])
  response.end()
}

/** @note What a length says has to be so, or the connection is out of step; a body that is cut keeps the length it had. */
function framedHeaders({ headers, pieces, end }: ReplayResponse, isBodiless: boolean): string[] {
  if (isBodiless || end !== 'complete') return headers.flat()
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  return headers.flatMap(([name, value]) =>
    name.toLowerCase() === 'content-length' ? [name, String(length)] : [name, value],
  )
}
