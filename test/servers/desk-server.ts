import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import {
  chat,
  cohere,
  gemini,
  messages,
  ollama,
  responses,
  type Said,
  type Wire,
} from './desk-wires.ts'
import { awsFrame } from './aws-frames.ts'
import { converse, gateway } from './desk-hosts.ts'
import { sendJson, startServer, type LoopbackServer, type ServedRequest } from './model-server.ts'

const ORDER = { order: 'B-20' }

/** The model looks the order up, sends a part, and says so. */
function say(text: string): Said {
  const results = text.match(
    /"role":"tool"|"type":"(?:tool_result|function_call_output)"|"functionResponse"|"toolResult"|"type":"tool-result"/g,
  )
  const done = results?.length ?? 0
  if (done === 0) return { calls: [{ name: 'look_up', input: ORDER }] }
  if (done === 1) return { calls: [{ name: 'send_part', input: { ...ORDER, part: 'lid' } }] }
  return { text: 'A lid for order B-20 is on its way.' }
}

/** The body of `InvokeModel`, whose model stands in the path. */
function invoked(url: string, body: object): never {
  return { ...body, model: decodeURIComponent(url.split('/')[2]!) } as never
}

/** The wires of providers, by path. */
const WIRES: Array<[RegExp, (request: ServedRequest, body: never, said: Said) => Wire]> = [
  [/\/chat\/completions$/, (_, body, said) => chat(body, said)],
  [/\/responses$/, (_, body, said) => responses(body, said)],
  [/\/messages$/, (_, body, said) => messages(body, said)],
  [/:(?:stream)?generateContent$/i, ({ url }, _, said) => gemini(/:stream/.test(url), said)],
  [/\/api\/chat$/, (_, body, said) => ollama(body, said)],
  [
    /\/model\/[^/]+\/converse(-stream)?$/,
    ({ url }, _, said) => converse(/-stream/.test(url), said),
  ],
  [/\/model\/[^/]+\/invoke$/, ({ url }, body, said) => messages(invoked(url, body), said)],
  [
    /\/ai\/language-model$/,
    ({ headers }, body, said) =>
      gateway(headers['ai-language-model-streaming'] === 'true', body, said),
  ],
  [/\/v2\/chat$/, (_, body, said) => cohere(body, said)],
]

/** Starts a server that answers a complaint in the language of each provider, and an MCP server beside it: `/mcp-events` has events to subscribe to. */
export function startDesk(): Promise<LoopbackServer> {
  return startServer((request, response) => {
    const path = request.url.replace(/\?.*$/, '')
    if (path === '/mcp-events' && request.method === 'GET') return subscribe(response)
    if (path.startsWith('/mcp')) return answerMcp(request, response)
    const wire = WIRES.find(([pattern]) => pattern.test(path))?.[1]
    if (!wire) return sendJson(response, { error: { message: `nothing is at ${path}` } }, 404)
    response.setHeader('x-request-id', randomUUID())
    const answer = wire(request, JSON.parse(request.body) as never, say(request.body))
    if ('json' in answer) return sendJson(response, answer.json)
    if ('lines' in answer) {
      response.setHeader('content-type', 'application/x-ndjson')
      for (const line of answer.lines) response.write(`${JSON.stringify(line)}\n`)
      return response.end()
    }
    if ('frames' in answer) {
      response.setHeader('content-type', 'application/vnd.amazon.eventstream')
      for (const { event, data } of answer.frames)
        response.write(awsFrame(event, JSON.stringify(data)))
      return response.end()
    }
    response.setHeader('content-type', 'text/event-stream')
    for (const { event, data } of answer.events) {
      if (event) response.write(`event: ${event}\n`)
      response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`)
    }
    response.end()
  })
}

const PRICE = {
  name: 'price_of',
  description: 'Tells the price of an item.',
  inputSchema: { type: 'object', properties: { item: { type: 'string' } }, required: ['item'] },
}

/** Leaves a stream of events open, on which nothing comes. */
function subscribe(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
}

function answerMcp({ method, body }: ServedRequest, response: ServerResponse): unknown {
  if (method !== 'POST') return void response.writeHead(method === 'DELETE' ? 200 : 405).end()
  const {
    id,
    method: called,
    params,
  } = JSON.parse(body) as {
    id?: number
    method: string
    params?: { protocolVersion?: string }
  }
  if (id === undefined) return void response.writeHead(202).end()
  response.setHeader('mcp-session-id', randomUUID())
  const results: Record<string, unknown> = {
    initialize: {
      protocolVersion: params?.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'desk', version: '1' },
    },
    'tools/list': { tools: [PRICE] },
  }
  return sendJson(response, { jsonrpc: '2.0', id, result: results[called] ?? {} })
}
