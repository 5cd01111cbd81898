import { latin1, utf8Text } from '../../core/bytes.ts'
import type { RawBody } from '../../core/cassette/raw-body.ts'
import { bodyOf } from './fetch-request.ts'

/** @see https://fetch.spec.whatwg.org/#http-redirect-fetch */
export function redirectTarget(
  { status, headers: received }: Response,
  request: Request,
  body: RawBody | null,
): { url: URL; init: RequestInit } | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined
  const location = received.get('location')
  if (location === null) return undefined
  if (request.redirect === 'error')
    throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') })
  if (request.redirect === 'manual') return undefined
  const url = urlOf(fromWire(location), request.url)
  const toGet =
    (status === 303 && request.method !== 'HEAD') || (status < 303 && request.method === 'POST')
  const headers = new Headers(request.headers)
  if (url.origin !== new URL(request.url).origin) {
    for (const name of ['authorization', 'proxy-authorization', 'cookie', 'host'])
      headers.delete(name)
  }
  if (!toGet && body === null) throw new TypeError('fetch failed', { cause: new Error() })
  if (!toGet) return { url, init: { method: request.method, headers, ...bodyOf(body!) } }
  for (const name of ['content-type', 'content-length', 'content-encoding', 'content-language']) {
    headers.delete(name)
  }
  return { url, init: { method: 'GET', headers } }
}

function urlOf(location: string, base: string): URL {
  try {
    return new URL(location, base)
  } catch (cause) {
    throw new TypeError('fetch failed', { cause })
  }
}

/** A header that is no ASCII holds the bytes of UTF-8, as most servers send it. */
function fromWire(header: string): string {
  return /^[\0-\x7f]*$/.test(header) ? header : (utf8Text(latin1(header)) ?? header)
}
