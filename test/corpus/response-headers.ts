import { validateHeaderName, validateHeaderValue } from 'node:http'

const TRANSFER_HEADERS = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

type Headers = Array<[name: string, value: string]>

/** Keeps the headers that reach the caller; drops those that describe one connection. */
export function endToEndHeaders(headers: Headers): Headers {
  const named = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(',').map((token) => token.trim().toLowerCase()))
  const dropped = new Set([...TRANSFER_HEADERS, ...named])
  return headers
    .filter(([name]) => !dropped.has(name.toLowerCase()))
    .map(([name, value]) => [name, value.trim()])
}

/** The first value of a header, whatever the case of its name. */
export function headerValue(headers: Headers, wanted: string): string | null {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null
}

/** Returns the reason that a header cannot be sent over HTTP/1.1, or `null` where all can. */
export function impossibleHeader(headers: Headers): string | null {
  for (const [name, value] of headers) {
    try {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    } catch (error) {
      return `header ${JSON.stringify(name)} cannot be sent: ${(error as Error).message}`
    }
  }
  return null
}
