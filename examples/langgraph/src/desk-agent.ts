import { tool } from '@langchain/core/tools'
import { createReactAgent } from '@langchain/langgraph/prebuilt'
import { ChatOpenAI } from '@langchain/openai'
import { z } from 'zod'

const order = z.string()

export const tools = [
  tool(async ({ order }) => JSON.stringify({ order, item: 'teapot', arrived: 'without its lid' }), {
    name: 'look_up',
    description: 'Looks up an order.',
    schema: z.object({ order }),
  }),
  tool(async ({ order, part }) => JSON.stringify({ order, part, sent: true }), {
    name: 'send_part',
    description: 'Sends a spare part to the buyer.',
    schema: z.object({ order, part: z.string() }),
  }),
]

export async function deskAgent(content: string): Promise<string> {
  const graph = createReactAgent({
    llm: new ChatOpenAI({ model: 'gpt-4.1-mini' }),
    prompt: 'You run the complaints desk. Send a spare part first.',
    tools,
  })
  const { messages } = await graph.invoke({ messages: [{ role: 'user', content }] })
  return messages.at(-1)!.text
}
