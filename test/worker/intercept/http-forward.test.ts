import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { forwardHttp } from '../../../src/worker/intercept/http-forward.ts'

async function* pieces() {
  for (let at = 0; at < 40; at++) yield await Promise.resolve(new Uint8Array(512 * 1024))
}

test('a body that goes out piece by piece leaves no listener for each pause', async () => {
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => response.end())
  })
  await new Promise<void>((resolve) => void server.listen(0, resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const request = http.request({ port, method: 'POST' })
  const before = request.listenerCount('close')
  const listeners: number[] = []
  await new Promise<void>((resolve) => {
    const response = { writeHead() {}, flushHeaders() {}, write() {}, end: resolve }
    const received = { rawHeaders: [], rawTrailers: [], headers: {}, headersDistinct: {} }
    request.on('drain', () => listeners.push(request.listenerCount('close')))
    forwardHttp(() => request, {
      received: received as never,
      body: pieces(),
      response: response as never,
      client: new PassThrough(),
      tap: {},
    })
  })
  expect(listeners.length).toBeGreaterThan(1)
  expect(Math.max(...listeners)).toBeLessThanOrEqual(before + 1)
})
