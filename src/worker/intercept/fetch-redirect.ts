import { latin1, utf8Text } from '../../core/bytes.ts'
import type { RawBody } from '../../core/cassette/raw-body.ts'
import { bodyOf } from './fetch-request.ts'

/** The redirects that a request has followed. */
export interface HopsSoFar {
  hops: number
  /** One of them led to another origin. */
  isCross: boolean
}

interface NextHop {
  url: URL
  init: RequestInit
  route: HopsSoFar
}

/**
 * Returns what is asked for next, or `undefined` for a response that is no redirect to follow.
 *
 * @throws TypeError As `fetch` throws it.
 * @see https://fetch.spec.whatwg.org/#http-redirect-fetch
 */
export function redirectTarget(
  { status, headers: received }: Response,
  request: Request,
  body: RawBody | null,
  { hops, isCross }: HopsSoFar,
): NextHop | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined
  const location = received.get('location')
  if (location === null) return undefined
  if (request.redirect === 'error') throw failed(new Error('unexpected redirect'))
  if (request.redirect === 'manual') return undefined
  const url = urlOf(fromWire(location), request.url)
  if (!/^https?:$/.test(url.protocol))
    throw failed(new Error('URL scheme must be a HTTP(S) scheme'))
  if (hops === 20) throw failed(new Error('redirect count exceeded'))
  if (request.mode === 'cors' && (url.username || url.password))
    throw failed(new Error('cross origin not allowed for request mode "cors"'))
  // In any other mode they are not sent, and no request is made of a URL that has them.
  url.username = url.password = ''
  const toGet =
    (status === 303 && request.method !== 'HEAD') || (status < 303 && request.method === 'POST')
  if (!toGet && body === null) throw failed(new Error())
  const isAway = url.origin !== new URL(request.url).origin
  if (isAway && request.mode === 'same-origin')
    throw failed(new Error('request mode cannot be "same-origin"'))
  const route = { hops: hops + 1, isCross: isCross || isAway }
  const headers = new Headers(request.headers)
  if (isAway) {
    for (const name of ['authorization', 'proxy-authorization', 'cookie', 'host'])
      headers.delete(name)
  }
  if (!toGet) return { url, route, init: { method: request.method, headers, ...bodyOf(body!) } }
  for (const name of ['content-type', 'content-length', 'content-encoding', 'content-language']) {
    headers.delete(name)
  }
  return { url, route, init: { method: 'GET', headers } }
}

function failed(cause: unknown): TypeError {
  return new TypeError('fetch failed', { cause })
}

function urlOf(location: string, base: string): URL {
  try {
    return new URL(location, base)
  } catch (cause) {
    throw failed(cause)
  }
}

/** A header that is no ASCII holds the bytes of UTF-8, as most servers send it. */
function fromWire(header: string): string {
  return /^[\0-\x7f]*$/.test(header) ? header : (utf8Text(latin1(header)) ?? header)
}
