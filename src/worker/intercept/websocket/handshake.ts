import { createHash } from 'node:crypto'
import type { SocketCall, SocketOpening } from '../../context/socket-call.ts'

type Headers = ReadonlyArray<readonly [name: string, value: string]>

/** Headers of a handshake that its ends agree by, or that a client makes up each time. */
const OWN = /^(?:sec-websocket-(?:key|version|extensions|protocol|accept)|upgrade|connection|host)$/

/** Describes a handshake; `url` is that of its request. */
export function describeHandshake(
  url: string,
  headers: Headers,
  stack: string | undefined,
): SocketCall {
  return {
    url: url.replace(/^http/, 'ws'),
    protocols: listOf(headers, 'sec-websocket-protocol'),
    headers: headers
      .map(([name, value]): [string, string] => [name.toLowerCase(), value])
      .filter(([name]) => !OWN.test(name)),
    stack,
  }
}

/** The headers of an answer that are not made for each handshake anew. */
export function keptHeaders(headers: Headers): Array<[string, string]> {
  return headers
    .map(([name, value]): [string, string] => [name, value])
    .filter(([name]) => {
      const key = name.toLowerCase()
      return !OWN.test(key) || key === 'sec-websocket-protocol'
    })
}

/** The headers by which a server accepts a handshake. */
export function acceptHeaders(
  { headers, protocol }: Extract<SocketOpening, { kind: 'accepted' }>,
  key: string,
): Array<[string, string]> {
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
  return [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Accept', accept.digest('base64')],
    ...(protocol === null ? [] : [['Sec-WebSocket-Protocol', protocol] as [string, string]]),
    ...headers,
  ]
}

function listOf(headers: Headers, name: string): string[] {
  return headers
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, value]) => value.split(','))
    .map((one) => one.trim())
    .filter((one) => one !== '')
}
