import { stringify } from 'node:querystring'

export interface DispatchOptions {
  origin?: string | URL
  path: string
  method?: string
  headers?: unknown
  query?: Record<string, unknown>
  body?: unknown
  signal?: AbortSignal
  /** The protocol to go on with. */
  upgrade?: unknown
}

/** The URL that a dispatch means, whose own options are left as they are; `undefined` where its origin is not known. */
export function urlOf(dispatcher: object, options: DispatchOptions): string | undefined {
  const { path, query } = options
  const origin = options.origin ?? originOf(dispatcher)
  if (!origin || typeof path !== 'string') return undefined
  const asked = query ? stringify(query as Record<string, string>) : ''
  const whole = asked === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${asked}`
  // A proxy is asked for the whole URL.
  const url = /^https?:\/\//.test(whole) ? whole : String(origin).replace(/\/$/, '') + whole
  return URL.canParse(url) ? new URL(url).href : undefined
}

/** A client or a pool keeps its origin under a symbol. */
function originOf(dispatcher: object): string | undefined {
  const symbol = Object.getOwnPropertySymbols(dispatcher).find((key) => key.description === 'url')
  const value = symbol && (dispatcher as Record<symbol, unknown>)[symbol]
  return value instanceof URL ? value.origin : undefined
}

/** The headers of a dispatch in any of the forms that it may have. */
export function headerList(headers: unknown): Array<[string, string]> {
  if (!headers) return []
  if (Array.isArray(headers)) {
    const list: Array<[string, string]> = []
    for (let i = 0; i + 1 < headers.length; i += 2)
      list.push([String(headers[i]).toLowerCase(), textOf(headers[i + 1])])
    return list
  }
  const entries =
    typeof (headers as Iterable<unknown>)[Symbol.iterator] === 'function'
      ? [...(headers as Iterable<[string, unknown]>)]
      : Object.entries(headers)
  return entries
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name.toLowerCase(), textOf(value)])
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value)
}
