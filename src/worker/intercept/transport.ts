import type { Transport } from '../context/scope.ts'
import { interceptFetch } from './fetch.ts'
import { interceptHttp2 } from './http2/request.ts'
import { interceptHttp, interceptUpgrade } from './node-http.ts'

/** Performs the calls that the thin functions pass on. */
export const transport: Transport = {
  fetch: interceptFetch,
  http: interceptHttp,
  http2: interceptHttp2,
  upgrade: interceptUpgrade,
}
