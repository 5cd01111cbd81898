import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js'
import { ORDERS, STOCK } from '../../fixtures/projects/channels/shop-grpc.ts'
import { awsFrame } from './aws-frames.ts'

/** A server that counts what reaches it: connections and requests. */
export interface CountingServer {
  address: string
  reached: string[]
  close(): Promise<void>
}

/** Starts a server of HTTP/2 without encryption, with an order, a stream of events, and a model of Bedrock. */
export async function startHttp2Server(): Promise<CountingServer> {
  const reached: string[] = []
  const sessions = new Set<ServerHttp2Session>()
  const server = createServer()
  server.on('session', (session) => {
    reached.push('session')
    sessions.add(session)
    session.on('close', () => sessions.delete(session))
  })
  server.on('stream', (stream, headers) => {
    const path = String(headers[':path'])
    reached.push(path)
    void answer(stream, path)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    reached,
    close: () =>
      new Promise((resolve) => {
        for (const session of sessions) session.destroy()
        server.close(() => resolve())
      }),
  }
}

async function answer(stream: ServerHttp2Stream, path: string): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  const body = Buffer.concat(parts).toString()
  if (path.startsWith('/events')) {
    stream.respond({ ':status': 200, 'x-kind': 'events' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-total': '2' }))
    stream.write('data: one\n\n')
    setTimeout(() => stream.end('data: two\n\n'), 20)
  } else if (path.endsWith('/converse-stream')) {
    stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' })
    const { messages } = JSON.parse(body) as { messages: Array<{ content: [{ text: string }] }> }
    const text = `You asked: ${messages[0]!.content[0].text}`
    stream.write(awsFrame('messageStart', '{"role":"assistant"}'))
    const delta = JSON.stringify({ contentBlockIndex: 0, delta: { text } })
    stream.write(awsFrame('contentBlockDelta', delta))
    stream.write(awsFrame('messageStop', '{"stopReason":"end_turn"}'))
    const usage =
      '{"usage":{"inputTokens":12,"outputTokens":7,"totalTokens":19},"metrics":{"latencyMs":9}}'
    stream.end(awsFrame('metadata', usage))
  } else {
    stream.respond({ ':status': 201, 'x-kind': 'order', 'content-type': 'application/json' })
    stream.end(JSON.stringify({ seen: JSON.parse(body || 'null') }))
  }
}

interface Order {
  id: number
  text?: string
}

/** The calls of grpc-js, as the service uses them. */
interface OrdersCall {
  request: Order
  on(event: 'data', listener: (order: Order) => void): void
  on(event: 'end', listener: () => void): void
  write(order: Order): void
  end(trailers?: Metadata): void
}
type Answer = (error: { code: number; details: string } | null, order?: Order) => void

/** Starts the services of gRPC: orders, and stock. */
export async function startOrdersServer(): Promise<CountingServer> {
  const reached: string[] = []
  const server = new Server()
  const counted =
    <Arguments extends unknown[]>(name: string, work: (...args: Arguments) => void) =>
    (...args: Arguments) => {
      reached.push(name)
      work(...args)
    }
  server.addService(
    ORDERS as never,
    {
      Find: counted('Find', ({ request }: OrdersCall, done: Answer) => {
        if (request.id < 0) done({ code: status.NOT_FOUND, details: `no order ${request.id}` })
        else done(null, { id: request.id, text: `order ${request.id}` })
      }),
      List: counted('List', (call: OrdersCall) => {
        for (let id = 1; id <= call.request.id; id++) call.write({ id, text: `order ${id}` })
        const trailers = new Metadata()
        trailers.set('x-pages', '1')
        call.end(trailers)
      }),
      Add: counted('Add', (call: OrdersCall, done: Answer) => {
        let sum = 0
        call.on('data', ({ id }) => void (sum += id))
        call.on('end', () => done(null, { id: sum, text: `sum ${sum}` }))
      }),
      Chat: counted('Chat', (call: OrdersCall) => {
        call.on('data', ({ id }) => call.write({ id: id + 10, text: `heard ${id}` }))
        call.on('end', () => call.end())
      }),
    } as never,
  )
  server.addService(
    STOCK as never,
    {
      Find: counted('Stock', ({ request }: OrdersCall, done: Answer) =>
        done(null, { id: request.id, text: `${request.id} left` }),
      ),
    } as never,
  )
  const port = await new Promise<number>((resolve, reject) => {
    const done = (error: Error | null, bound: number) => (error ? reject(error) : resolve(bound))
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), done)
  })
  return {
    address: `127.0.0.1:${port}`,
    reached,
    close: async () => server.forceShutdown(),
  }
}
