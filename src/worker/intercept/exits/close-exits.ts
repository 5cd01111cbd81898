import { guardEarlyRequests } from '../early-requests.ts'
import { guardHttp2 } from '../http2/guard-http2.ts'
import { guardDatagrams } from './datagrams.ts'
import { guardQueries } from './queries.ts'
import { guardSockets } from './sockets.ts'

/**
 * Stands before every way out of the process that is no request: each asks the run in whose scope it is taken. Called at
 * the start of each run; what stands there stays.
 */
export function closeExits(): void {
  guardSockets()
  guardEarlyRequests()
  guardHttp2()
  guardDatagrams()
  guardQueries()
}
