import type { Transport } from '../context/scope.ts'
import { interceptFetch } from './fetch.ts'
import { interceptHttp } from './node-http.ts'

/** Carries out the calls that the thin functions hand over. */
export const transport: Transport = { fetch: interceptFetch, http: interceptHttp }
