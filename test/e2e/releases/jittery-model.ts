import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerResponse } from 'node:http'
import { seededRandom } from '../../../src/core/seeded-random.ts'
import { shortHash } from '../../../src/core/cassette/cassette-path.ts'
import { startServer, type LoopbackServer } from '../../servers/model-server.ts'

interface Message {
  role: string
  content: string | null
  tool_calls?: unknown[]
}
interface Reply {
  text?: string
  calls?: Array<{ name: string; input: object }>
}
interface ChatBody {
  model: string
  messages: Message[]
  stream?: boolean
}

const EXAMPLE = new URL('../../../examples/support-agent/', import.meta.url)

/** Openings of the same answer: models never word it the same twice. */
const OPENINGS = [
  '',
  'Hello! ',
  'Thank you for writing. ',
  'Good morning. ',
  'Thanks for the note. ',
]
const CLOSINGS = [
  '',
  ' Kind regards.',
  ' Best wishes from the pottery.',
  ' Take care.',
  ' All the best.',
]

/**
 * The example's model server with a seeded mood: it says the same in other words every time, and takes its system
 * prompt at its word. Told to be certain, it looks everything up again and again.
 */
export async function startJitteryModel(seed: () => string): Promise<LoopbackServer> {
  const { replyTo } = (await import(new URL('model-script.mjs', EXAMPLE).href)) as {
    replyTo(messages: Message[]): Reply
  }
  const { chunksOf } = (await import(new URL('model-wire.mjs', EXAMPLE).href)) as {
    chunksOf(call: object): Iterable<object>
  }
  const conversations = new Map<string, number>()
  let answers = 0
  return startServer(async (request, response) => {
    const body = JSON.parse(request.body) as ChatBody
    const ticket = textOf(body.messages, 'user')
    const isFirst = !body.messages.some(({ role }) => role === 'assistant')
    if (isFirst) conversations.set(ticket, (conversations.get(ticket) ?? 0) + 1)
    const turn = [seed(), ticket, conversations.get(ticket), body.messages.length]
    const draw = seededRandom(turn.join(' '))
    const reply = inItsMood(body.messages, replyTo(body.messages), draw)
    const id = `chatcmpl-${shortHash(`${seed()} ${answers}`)}${String(answers++).padStart(6, '0')}`
    await stream(response, chunksOf({ body, reply, id, createdAt: 1_763_000_000 + answers }))
  })
}

function inItsMood(messages: Message[], reply: Reply, draw: () => number): Reply {
  const lookups = messages.reduce((sum, { tool_calls: calls }) => sum + (calls?.length ?? 0), 0)
  if (/until you are certain/i.test(textOf(messages, 'system')) && lookups > 0) {
    // Once more at least, and twice as often as not.
    const rounds = lookups / 2
    if (rounds <= 1 || (rounds <= 2 && draw() < 0.5)) return replyAgain(messages)
  }
  if (reply.text === undefined) return reply
  const pick = (texts: string[]) => texts[Math.floor(draw() * texts.length)]!
  return { text: `${pick(OPENINGS)}${reply.text}${pick(CLOSINGS)}` }
}

/** Asks for what it was told already. */
function replyAgain(messages: Message[]): Reply {
  const orderId = /\b[A-Z]-\d+\b/.exec(textOf(messages, 'user'))![0]
  return {
    calls: [
      { name: 'look_up_order', input: { orderId } },
      { name: 'look_up_refund_policy', input: { reason: 'damaged' } },
    ],
  }
}

function textOf(messages: readonly Message[], role: string): string {
  return messages
    .flatMap((message) => (message.role === role ? [message.content ?? ''] : []))
    .join('\n')
}

async function stream(response: ServerResponse, chunks: Iterable<object>): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  await sleep(3)
  for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  response.end('data: [DONE]\n\n')
}
