import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { listenOn } from './listen.ts'

type Event = { type?: string } & Record<string, unknown>

/** A model that answers agents as they are shipped, in the forms of Anthropic and OpenAI; `reached` lists what it was asked. */
export async function startShippedModel() {
  const reached: string[] = []
  const server = createServer(async (request, response) => {
    const { url = '' } = request
    const body = await text(request)
    reached.push(`${request.method} ${url}`)
    const asked = (body.startsWith('{') ? JSON.parse(body) : {}) as Asked
    if (url.startsWith('/v1/messages')) return stream(response, messages(asked.model))
    if (url.startsWith('/v1/responses')) return stream(response, responses(asked.model))
    if (url.startsWith('/v1/chat/completions') && asked.stream)
      return stream(response, [chunk(asked.model, 'Four'), chunk(asked.model, '.')], '[DONE]')
    if (url.startsWith('/v1/chat/completions')) return sendCompletion(response, asked.model)
    response.writeHead(404).end('{"error":{"type":"not_found_error","message":"unknown"}}')
  })
  // Clients go past their proxy for the usual name of this machine.
  const host = process.platform === 'linux' ? '0.0.0.0' : '127.0.0.1'
  await listenOn(server, 0, host)
  const { port } = server.address() as AddressInfo
  return {
    reached,
    url: `http://127.0.0.1:${port}`,
    proxiedUrl: `http://${process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1'}:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

interface Asked {
  model: string
  stream?: boolean
}

function stream(response: ServerResponse, events: readonly Event[], last?: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of events)
    response.write(
      `${event.type === undefined ? '' : `event: ${event.type}\n`}data: ${JSON.stringify(event)}\n\n`,
    )
  response.end(last === undefined ? undefined : `data: ${last}\n\n`)
}

function messages(model: string): Event[] {
  const usage = { input_tokens: 10, output_tokens: 1 }
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model, content: [], usage }
  const delta = { type: 'text_delta', text: 'Four.' }
  return [
    { type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
    { type: 'message_stop' },
  ]
}

function responses(model: string): Event[] {
  const content = [{ type: 'output_text', text: 'Four.', annotations: [] }]
  const item = { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content }
  const usage = { input_tokens: 10, output_tokens: 3, total_tokens: 13 }
  const response = { id: 'resp_1', object: 'response', created_at: 1, model, usage }
  return [
    { type: 'response.created', response: { ...response, status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, content: [] } },
    { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, delta: 'Four.' },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: { ...response, status: 'completed', output: [item] } },
  ]
}

function chunk(model: string, content: string): Event {
  const choices = [{ index: 0, delta: { content }, finish_reason: null }]
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model, choices }
}

function sendCompletion(response: ServerResponse, model: string): void {
  const message = { role: 'assistant', content: 'Four.' }
  const choices = [{ index: 0, message, finish_reason: 'stop' }]
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(
    JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model, choices }),
  )
}
