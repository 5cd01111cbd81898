import { createRequire } from 'node:module'
import type { Duplex } from 'node:stream'
import type http2 from 'node:http2'

export type Http2 = typeof http2 & {
  /** @note Not in the types of Node 20. */
  performServerHandshake(socket: Duplex): http2.ServerHttp2Session
}

let loaded: Http2 | undefined

/** Returns `node:http2` if something has loaded it, which takes time; `undefined` otherwise. */
export function loadedHttp2(): Http2 | undefined {
  if (loaded) return loaded
  const { moduleLoadList } = process as unknown as { moduleLoadList?: string[] }
  if (moduleLoadList && !moduleLoadList.includes('NativeModule http2')) return undefined
  return (loaded = createRequire(import.meta.url)('node:http2') as Http2)
}
