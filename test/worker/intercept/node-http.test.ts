import http from 'node:http'
import { expect, test } from 'vitest'
import { interceptHttp } from '../../../src/worker/intercept/node-http.ts'

test('a request that is given up before it is sent ends, though it was let out', async () => {
  const ended: string[] = []
  const tap = { end: (how: string) => void ended.push(how) }
  const scope = {
    phase: 'open',
    passes: () => false,
    http: () => Promise.resolve({ kind: 'live', tap }),
  }
  const site = { module: http, name: 'request', original: http.request, thin: http.request }
  const args = ['http://127.0.0.1:1/', { signal: AbortSignal.abort() }]
  const request = interceptHttp(scope as never, site as never, args as never, undefined)
  const closed = new Promise((resolve) => request.on('close', resolve))
  request.on('error', ({ name }) => ended.push(name))
  request.end()
  await closed
  await new Promise((done) => setImmediate(done))
  expect(ended).toEqual(['AbortError', 'aborted'])
})
