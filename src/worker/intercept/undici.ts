import { createRequire } from 'node:module'
import { RawBody } from '../../core/cassette/raw-body.ts'
import { restoreError } from '../../core/cassette/value.ts'
import { bypassing, currentScope, type RunScope } from '../context/scope.ts'
import { callStack } from '../context/call-stack.ts'
import type { ReplayResponse, ResponseTap } from '../context/http-call.ts'
import { answerDispatch, tapHandler, type DispatchHandler } from './undici-handler.ts'

interface DispatchOptions {
  origin?: string | URL
  path: string
  method?: string
  headers?: unknown
  query?: Record<string, unknown>
  body?: unknown
  signal?: AbortSignal
}

interface Dispatcher {
  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean
}

const OURS = Symbol.for('vitest-replay.undici')
const GLOBAL_DISPATCHERS = [1, 2].map((version) => Symbol.for(`undici.globalDispatcher.${version}`))

/**
 * Intercepts the dispatchers of every copy of undici that the agent has loaded, and of the one
 * inside Node. Called at the start of each run: looking through the module cache costs next to
 * nothing.
 *
 * @see https://undici.nodejs.org/#/docs/api/Dispatcher
 */
export function installUndici(): void {
  const { cache } = createRequire(import.meta.url)
  for (const [path, module] of Object.entries(cache)) {
    if (!/[\\/]undici[\\/]index\.js$/.test(path) || !module?.loaded) continue
    const exports = module.exports as Record<string, { prototype?: Dispatcher } | undefined>
    for (const name of [
      'Client',
      'Pool',
      'BalancedPool',
      'RoundRobinPool',
      'Agent',
      'ProxyAgent',
      'EnvHttpProxyAgent',
      'RetryAgent',
    ]) {
      const prototype = exports[name]?.prototype
      if (prototype) standBefore(ownerOf(prototype))
    }
  }
  for (const symbol of GLOBAL_DISPATCHERS) {
    const dispatcher = (globalThis as Record<symbol, unknown>)[symbol] as Dispatcher | undefined
    if (dispatcher && !/Mock/.test(dispatcher.constructor.name)) standBefore(ownerOf(dispatcher))
  }
}

function ownerOf(dispatcher: Dispatcher): Dispatcher | null {
  let owner: Dispatcher | null = dispatcher
  while (owner && !Object.hasOwn(owner, 'dispatch'))
    owner = Object.getPrototypeOf(owner) as Dispatcher | null
  return owner
}

function standBefore(owner: Dispatcher | null): void {
  if (!owner) return
  const original = owner.dispatch as Dispatcher['dispatch'] & { [OURS]?: true }
  if (original[OURS]) return
  const thin = function (
    this: Dispatcher,
    options: DispatchOptions,
    handler: DispatchHandler,
  ): boolean {
    const scope = currentScope()
    const url = scope && urlOf(this, options)
    const method = options.method ?? 'GET'
    if (!scope || !url || method === 'CONNECT' || scope.passes({ method, url })) {
      return original.call(this, options, handler)
    }
    void dispatchWithin(scope, url, options, handler, (body, tapped) => {
      const { query: _query, ...rest } = options
      const path = new URL(url).pathname + new URL(url).search
      bypassing(() =>
        original.call(
          this,
          { ...rest, path, body: body.isEmpty ? undefined : Buffer.from(body.bytes) },
          tapped,
        ),
      )
    })
    return true
  }
  Object.defineProperty(thin, OURS, { value: true })
  Object.defineProperty(owner, 'dispatch', { value: thin, writable: true, configurable: true })
}

function urlOf(dispatcher: Dispatcher, options: DispatchOptions): string | undefined {
  const origin = options.origin ?? originOf(dispatcher)
  if (!origin) return undefined
  const url = new URL(options.path, origin)
  for (const [name, value] of Object.entries(options.query ?? {}))
    url.searchParams.set(name, String(value))
  return url.href
}

/** A client or a pool keeps its origin under a symbol. */
function originOf(dispatcher: Dispatcher): string | undefined {
  const symbol = Object.getOwnPropertySymbols(dispatcher).find((key) => key.description === 'url')
  const value = symbol && (dispatcher as unknown as Record<symbol, unknown>)[symbol]
  return value instanceof URL ? value.origin : undefined
}

async function dispatchWithin(
  scope: RunScope,
  url: string,
  options: DispatchOptions,
  handler: DispatchHandler,
  send: (body: RawBody, tapped: DispatchHandler) => void,
): Promise<void> {
  const verdict = await scope.http({
    method: options.method ?? 'GET',
    url,
    headers: headerList(options.headers),
    readBody: async () => new RawBody(await readBody(options.body)),
    ...(options.signal instanceof AbortSignal ? { signal: options.signal } : {}),
    stack: callStack(),
  })
  if (verdict.kind === 'live')
    send(verdict.body, tapHandler(handler, verdict.tap satisfies ResponseTap))
  else if (verdict.kind === 'fail')
    await answerDispatch(handler, { error: restoreError(verdict.error) as Error })
  else if (verdict.kind === 'hang') await answerDispatch(handler, 'hang')
  else await answerDispatch(handler, { response: verdict.response satisfies ReplayResponse })
}

function headerList(headers: unknown): Array<[string, string]> {
  if (!headers) return []
  if (Array.isArray(headers)) {
    const list: Array<[string, string]> = []
    for (let i = 0; i + 1 < headers.length; i += 2)
      list.push([String(headers[i]).toLowerCase(), String(headers[i + 1])])
    return list
  }
  const entries =
    typeof (headers as Iterable<unknown>)[Symbol.iterator] === 'function'
      ? [...(headers as Iterable<[string, unknown]>)]
      : Object.entries(headers)
  return entries
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : String(value),
    ])
}

async function readBody(body: unknown): Promise<Uint8Array | string> {
  if (body === null || body === undefined) return new Uint8Array(0)
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  if (
    typeof (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator] === 'function' ||
    typeof (body as Iterable<Uint8Array>)[Symbol.iterator] === 'function'
  ) {
    const parts: Buffer[] = []
    for await (const part of body as AsyncIterable<Uint8Array | string>)
      parts.push(Buffer.from(part as Uint8Array))
    return Buffer.concat(parts)
  }
  return new Uint8Array(await new Response(body as FormData).arrayBuffer())
}
