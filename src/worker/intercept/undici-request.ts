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
  const entries: unknown[] = isIterable(headers) ? [...headers] : Object.entries(headers)
  return entries
    .filter((entry): entry is [string, unknown] => Array.isArray(entry) && entry[1] !== undefined)
    .map(([name, value]): [string, string] => [String(name).toLowerCase(), textOf(value)])
}

/** Headers that may be read more than once: those of a generator are gone when they have been read. */
export function withLastingHeaders(options: DispatchOptions): DispatchOptions {
  const { headers } = options
  if (Array.isArray(headers) || !isIterable(headers)) return options
  if (headers[Symbol.iterator]() !== (headers as unknown)) return options
  // A list would be one of names and values in turn.
  const entries = [...headers]
  return { ...options, headers: { [Symbol.iterator]: () => entries[Symbol.iterator]() } }
}

function isIterable(headers: unknown): headers is Iterable<unknown> {
  if (typeof headers !== 'object' || headers === null) return false
  return typeof (headers as Iterable<unknown>)[Symbol.iterator] === 'function'
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value)
}
