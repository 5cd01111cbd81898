import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import {
  chatCompletion,
  sendJson,
  startServer,
  type LoopbackServer,
  type ServedRequest,
} from '../../servers/model-server.ts'

type Reply = { text: string } | { name: string; input: object }

/** The reply of the model, which depends on the conversation alone, in whichever provider's format. */
function replyTo(body: string): Reply {
  if (/"(image_url|image|input_image)"/.test(body)) return { text: '{"mood":"angry"}' }
  if (body.includes('"stream":true')) return { text: 'Your refund is on its way.' }
  const results = body.match(/"(tool_call_id|tool_use_id|function_call_output)"/g)?.length ?? 0
  if (body.includes('try again')) return { text: 'Again.' }
  if (results === 0) return { name: 'lookup_order', input: { orderId: 'A-17' } }
  return { name: 'refund_order', input: { orderId: 'A-17', reason: 'broken' } }
}

/** Starts the model, and the shop that the agent works in. */
export function startSupportModel(): Promise<LoopbackServer> {
  const seen = new Map<string, number>()
  return startServer(async (request, response) => {
    const key = `${request.method} ${request.url} ${request.body}`
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    if (request.body.includes('try again') && count === 1) {
      const headers = { 'retry-after-ms': '1' }
      return sendJson(response, { error: { message: 'Slow down' } }, 429, headers)
    }
    if (request.url.startsWith('/openai')) return openai(request, response)
    if (request.url.startsWith('/anthropic')) return anthropic(request, response)
    if (request.url.startsWith('/ai')) return responses(request, response)
    if (request.url.startsWith('/stock')) await wait(30)
    const polled = ['pending', 'pending', 'done'][(count - 1) % 3]!
    if (request.url.startsWith('/jobs')) return response.end(polled)
    return sendJson(response, { ok: true, url: request.url })
  })
}

function openai({ body }: ServedRequest, response: ServerResponse): void {
  const reply = replyTo(body)
  if ('name' in reply) {
    const call = { name: reply.name, arguments: JSON.stringify(reply.input) }
    const tool_calls = [{ id: 'call_1', type: 'function', function: call }]
    return sendJson(response, chatCompletion({ tool_calls }))
  }
  if (!body.includes('"stream":true'))
    return sendJson(response, chatCompletion({ content: reply.text }))
  const chunk = (delta: object, finish_reason: string | null) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    model: 'gpt-4o',
    choices: [{ index: 0, delta, finish_reason }],
  })
  const parts = [chunk({ content: reply.text }, null), chunk({}, 'stop')]
  return sendEvents(response, [...parts.map((part) => ({ data: part })), { data: '[DONE]' }])
}

function anthropic({ body }: ServedRequest, response: ServerResponse): void {
  const reply = replyTo(body)
  const isCall = 'name' in reply
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'gpt-4o',
    stop_sequence: null,
    usage: { input_tokens: 30, output_tokens: 12 },
  }
  const block = isCall ? { type: 'tool_use', id: 'toolu_1', ...reply } : { type: 'text', ...reply }
  const stop_reason = isCall ? 'tool_use' : 'end_turn'
  if (!body.includes('"stream":true')) {
    return sendJson(response, { ...message, content: [block], stop_reason })
  }
  const events = [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { ...block, type: 'text_delta' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason }, usage: { output_tokens: 12 } },
    { type: 'message_stop' },
  ]
  return sendEvents(
    response,
    events.map((data) => ({ event: data.type, data })),
  )
}

function responses({ body }: ServedRequest, response: ServerResponse): void {
  const reply = replyTo(body)
  const content =
    'text' in reply ? [{ type: 'output_text', annotations: [], text: reply.text }] : []
  const item =
    'name' in reply
      ? {
          type: 'function_call',
          id: 'fc_1',
          call_id: 'call_1',
          name: reply.name,
          arguments: JSON.stringify(reply.input),
        }
      : { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content }
  const usage = { input_tokens: 30, output_tokens: 12, total_tokens: 42 }
  const head = { id: 'resp_1', object: 'response', created_at: 1_735_399_800, model: 'gpt-4o' }
  const whole = { ...head, status: 'completed', output: [item], usage }
  if (!body.includes('"stream":true')) return sendJson(response, whole)
  const events = [
    { type: 'response.created', response: { ...head, status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, content: [] } },
    {
      type: 'response.output_text.delta',
      item_id: 'msg_1',
      output_index: 0,
      content_index: 0,
      delta: (reply as { text: string }).text,
    },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: whole },
  ]
  return sendEvents(
    response,
    events.map((data) => ({ event: data.type, data })),
  )
}

function sendEvents(
  response: ServerResponse,
  events: Array<{ event?: string; data: unknown }>,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const { event, data } of events) {
    const text = typeof data === 'string' ? data : JSON.stringify(data)
    response.write(`${event ? `event: ${event}\n` : ''}data: ${text}\n\n`)
  }
  response.end()
}
