import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { workerData, type MessagePort } from 'node:worker_threads'
import { nodeHttp } from '../context/http-module.ts'
import { createAuthority } from './certificates.ts'
import type { FromGateway, RelayedRequest, ThreadData, ToGateway } from './gateway-messages.ts'
import { createRelay, type RelayHandlers } from './relay-server.ts'
import { askTarget, headOf, headersToTarget, writeHead } from './relayed-request.ts'

/** The thread that the gateways of a process live in: it answers while the process waits for a child. */
const { port, signal } = workerData as ThreadData<MessagePort>
const authority = createAuthority(Date.now())
const servers = new Map<number, Server>()
const exchanges = new Map<number, { response: ServerResponse; request: RelayedRequest }>()
const decisions = new Map<number, (decision: 'look' | 'open' | 'refused') => void>()
let lastId = 0

function post(message: FromGateway): void {
  port.postMessage(message)
  Atomics.add(signal, 0, 1)
  Atomics.notify(signal, 0)
}

port.on('message', (message: ToGateway) => {
  if (message.kind === 'open') return open(message.gateway)
  if (message.kind === 'close') return close(message.gateway)
  if (message.kind === 'decided') {
    decisions.get(message.id)?.(message.decision)
    return void decisions.delete(message.id)
  }
  const exchange = exchanges.get(message.id)
  if (exchange) answer(exchange, message)
})

function answer(
  { response, request }: { response: ServerResponse; request: RelayedRequest },
  message: Extract<ToGateway, { id: number }>,
): void {
  if (message.kind === 'head') writeHead(response, message.head)
  else if (message.kind === 'piece') response.write(message.bytes)
  else if (message.kind === 'end') response.end()
  else if (message.kind === 'broken') response.destroy()
  else if (message.kind === 'live') void perform(response, request, message)
}

function open(gateway: number): void {
  const server = createRelay({
    createServer: nodeHttp.createServer,
    authority,
    handlers: handlersOf(gateway),
  })
  servers.set(gateway, server)
  server.listen(0, '127.0.0.1', () => {
    const { port: own } = server.address() as AddressInfo
    const { certificate } = authority
    post({ kind: 'listening', gateway, port: own, certificate })
  })
}

function close(gateway: number): void {
  servers.get(gateway)?.close()
  servers.get(gateway)?.closeAllConnections()
  servers.delete(gateway)
}

function handlersOf(gateway: number): RelayHandlers {
  const ask = <T>(message: (id: number) => FromGateway) => {
    const id = ++lastId
    return new Promise<T>((resolve) => {
      decisions.set(id, resolve as never)
      post(message(id))
    })
  }
  return {
    relay(url, incoming, response) {
      const id = ++lastId
      response.on('error', () => {})
      const whole = buffer(incoming).then((body) => {
        const { method = 'GET' } = incoming
        const headers = headersToTarget(incoming)
        const request = { gateway, method, url, headers, body: new Uint8Array(body) }
        exchanges.set(id, { response, request })
        response.on('close', () => {
          exchanges.delete(id)
          if (!response.writableFinished) post({ kind: 'gone', gateway, id })
        })
        post({ kind: 'request', gateway, id, request })
      })
      // A client that goes away before its body is whole has asked nothing.
      whole.catch(() => response.destroy())
    },
    connect: (target) => ask((id) => ({ kind: 'connect', gateway, id, target })),
    opaque: (target, reason) => ask((id) => ({ kind: 'opaque', gateway, id, target, reason })),
  }
}

/** Makes a request while the thread that decides on it waits for a process. */
async function perform(
  response: ServerResponse,
  request: RelayedRequest,
  { id, body, isWatched }: Extract<ToGateway, { kind: 'live' }>,
): Promise<void> {
  const tell = (message: FromGateway) => isWatched && post(message)
  const { gateway } = request
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  try {
    const answered = await askTarget({ ...request, body }, gone.signal)
    const head = headOf(answered)
    tell({ kind: 'live-head', gateway, id, head })
    writeHead(response, head)
    for await (const bytes of answered.body ?? []) {
      tell({ kind: 'live-piece', gateway, id, bytes })
      response.write(bytes)
    }
    tell({ kind: 'live-end', gateway, id })
    response.end()
  } catch (error) {
    tell({ kind: 'live-failed', gateway, id, error })
    response.destroy()
  }
}
