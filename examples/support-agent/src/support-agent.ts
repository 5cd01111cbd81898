import OpenAI from 'openai'
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import { systemPrompt } from './prompt'
import { runTool, tools } from './tools'

const openai = new OpenAI({
  baseURL: process.env.OPENAI_BASE_URL,
  apiKey: process.env.OPENAI_API_KEY,
})

export interface Ticket {
  orderId: string
  message: string
}

/** Answers a customer, and pays the money back when the policy allows it. */
export async function supportAgent({ orderId, message }: Ticket) {
  const messages: ChatCompletionMessageParam[] = [
    { role: 'system', content: systemPrompt },
    { role: 'user', content: `Order ${orderId}\n\n${message}` },
  ]
  let refunded = false

  for (let turn = 0; turn < 8; turn++) {
    const stream = openai.chat.completions.stream({
      model: 'gpt-4.1-mini',
      messages,
      tools,
      stream_options: { include_usage: true },
    })
    const reply = await stream.finalMessage()
    const calls = reply.tool_calls?.filter((call) => call.type === 'function') ?? []
    if (calls.length === 0) return { refunded, answer: reply.content ?? '' }

    const results = await Promise.all(
      calls.map(async ({ id, function: { name, arguments: input } }) => {
        const result = await runTool(name, input)
        if ('refundId' in result) refunded = true
        return { role: 'tool' as const, tool_call_id: id, content: JSON.stringify(result) }
      }),
    )
    messages.push({ role: 'assistant', content: reply.content, tool_calls: calls }, ...results)
  }

  throw new Error(`No answer to the ticket about ${orderId} after 8 turns.`)
}
