import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  chatCompletion,
  sendJson,
  startServer,
  type LoopbackServer,
  type ServedRequest,
} from '../../servers/model-server.ts'
import { anthropicMessage, chatStream, messagesStream } from '../../servers/provider-streams.ts'

/** The circumstances that differ between two days of a shop that gives the same answers. */
export interface ShopWeather {
  /** In which order those answers arrive that were asked for at once: mixed, or that order turned round. */
  order: 'mixed' | 'turned'
  /** The number of bytes of a stream that are sent at once; one event by default. 33 cuts characters of this shop in two. */
  chunk?: number
}

/** A booking, its reversal, and three small ones: nearly every order of adding them has a sum of its own. */
const AMOUNTS: Record<string, number> = {
  kettle: 3.28e15,
  lamp: -3.28e15,
  desk: 8.25,
  chair: 86.8,
  rug: 0.524,
}

/** Starts models of OpenAI and Anthropic and a shop's own service; what they say follows from the request alone. */
export function startShop({ order, chunk }: ShopWeather, port = 0): Promise<LoopbackServer> {
  let busy = 0
  const takeTurns = createTurns(order)
  return startServer(async (request, response) => {
    const body = JSON.parse(request.body) as Record<string, unknown>
    const text = lastText(body)
    if (text.includes('busy hour') && busy++ % 2 === 0)
      return sendJson(response, { error: { message: 'Rate limit reached' } }, 429, {
        'retry-after-ms': '5',
      })
    if (body['stream'] === true) {
      const words = wordsFor(text)
      const events = request.url.endsWith('/messages') ? messagesStream(words) : chatStream(words)
      return sendInChunks(response, events, chunk)
    }
    // A request that is made alone does not wait for others.
    if (TOPIC.test(text) || 'name' in body) await takeTurns(request.body)
    return sendJson(response, answer(request, body, text))
  }, port)
}

function answer({ url }: ServedRequest, body: Record<string, unknown>, text: string): unknown {
  if (url === '/amount') return { amount: AMOUNTS[String(body['name'])] }
  if (url === '/extract') return { name: body['name'], length: String(body['name']).length }
  if (url === '/refunds') return { refunded: body['orderId'] }
  const [tool] = (body['tools'] ?? []) as Array<{ name?: string; function?: { name: string } }>
  const isFirst = !/"role":"tool"/.test(JSON.stringify(body['messages']))
  const given = { orderId: 'A-17' }
  if (url.endsWith('/messages')) {
    if (tool)
      return anthropicMessage([{ type: 'tool_use', id: 'toolu_1', name: tool.name, input: given }])
    return anthropicMessage([{ type: 'text', text: wordsFor(text).join('') }])
  }
  const call = { name: tool?.function?.name, arguments: JSON.stringify(given) }
  return chatCompletion(
    tool && isFirst
      ? { tool_calls: [{ id: 'call_1', type: 'function', function: call }] }
      : { content: wordsFor(text).join('') },
  )
}

/** The topics that agents ask about in parallel. */
const TOPIC = /Lisbon|Porto|Faro|Braga|billing|shipping|returns|sales/

/** The same for the same topic, and another one for each city and each expert. */
function wordsFor(text: string): string[] {
  const topic = TOPIC.exec(text)?.[0] ?? 'that'
  return [
    'Grüße! ',
    'About ',
    topic,
    ' I know ',
    `${topic.length} things: 🎉 `,
    'größer ',
    'wäre süß.',
  ]
}

function lastText(body: Record<string, unknown>): string {
  const messages = (body['messages'] ?? []) as unknown[]
  const system = messages.length > 1 ? messages[0] : ''
  return JSON.stringify([system, messages.at(-1)])
}

async function sendInChunks(
  response: ServerResponse,
  events: string[],
  size?: number,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  const bytes = Buffer.from(events.join(''))
  const cuts = Array.from({ length: Math.ceil(bytes.length / (size ?? 1)) }, (_, at) => at * size!)
  const chunks = size ? cuts.map((at) => bytes.subarray(at, at + size)) : events
  for (const chunk of chunks) {
    response.write(chunk)
    await sleep(2)
  }
  response.end()
}

/** Keeps answers back until no more requests arrive, and sends them one after the other. */
function createTurns(order: ShopWeather['order']): (body: string) => Promise<void> {
  let waiting: Array<{ key: number; go(): void }> = []
  let quiet: NodeJS.Timeout | undefined
  const letGo = async () => {
    const batch = waiting.sort((a, b) => (order === 'mixed' ? a.key - b.key : b.key - a.key))
    waiting = []
    for (const { go } of batch) {
      go()
      await sleep(3)
    }
  }
  return (body) =>
    new Promise((resolve) => {
      waiting.push({ key: hash(body), go: resolve })
      clearTimeout(quiet)
      quiet = setTimeout(letGo, 40)
    })
}

function hash(text: string): number {
  let value = 2_166_136_261
  for (const char of text) value = Math.imul(value ^ char.charCodeAt(0), 16_777_619) >>> 0
  return value >>> 4
}
