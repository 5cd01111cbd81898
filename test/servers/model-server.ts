import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listenOn } from './listen.ts'

/** A request as a handler receives it. */
export interface ServedRequest {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: string
  /** The number of requests before this one. */
  index: number
}

export interface LoopbackServer {
  url: string
  /** Requests that arrived, in order. */
  requests: ServedRequest[]
  close(): Promise<void>
}

/** Starts a real HTTP server on loopback; the handler answers as it likes. */
export async function startServer(
  handle: (request: ServedRequest, response: ServerResponse) => unknown,
  port = 0,
): Promise<LoopbackServer> {
  const requests: ServedRequest[] = []
  const server: Server = createServer(async (incoming, response) => {
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part as Buffer)
    const request: ServedRequest = {
      method: incoming.method!,
      url: incoming.url!,
      headers: incoming.headers,
      body: Buffer.concat(parts).toString(),
      index: requests.length,
    }
    requests.push(request)
    try {
      await handle(request, response)
    } catch (error) {
      response.destroy(error as Error)
    }
  })
  await listenOn(server, port)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(value))
}

/** A chat completion in OpenAI's shape. */
export function chatCompletion(
  message: Record<string, unknown>,
  id = 'chatcmpl-1',
): Record<string, unknown> {
  return {
    id,
    object: 'chat.completion',
    created: 1_735_399_800,
    model: 'gpt-4o-2024-08-06',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: null, ...message },
        finish_reason: message['tool_calls'] ? 'tool_calls' : 'stop',
      },
    ],
    usage: { prompt_tokens: 30, completion_tokens: 12, total_tokens: 42 },
  }
}
