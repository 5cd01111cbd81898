import { openai } from '@ai-sdk/openai'
import { Agent } from '@mastra/core/agent'
import { createTool } from '@mastra/core/tools'
import { z } from 'zod'

const order = z.string()

export const tools = {
  look_up: createTool({
    id: 'look_up',
    description: 'Looks up an order.',
    inputSchema: z.object({ order }),
    execute: async ({ order }) => ({ order, item: 'teapot', arrived: 'without its lid' }),
  }),
  send_part: createTool({
    id: 'send_part',
    description: 'Sends a spare part to the buyer.',
    inputSchema: z.object({ order, part: z.string() }),
    execute: async ({ order, part }) => ({ order, part, sent: true }),
  }),
}

const desk = new Agent({
  id: 'desk',
  name: 'Desk',
  instructions: 'You run the complaints desk. Send a spare part first.',
  model: openai('gpt-4.1-mini'),
  tools,
})

export async function deskAgent(message: string): Promise<string> {
  const { text } = await desk.generate(message, { maxSteps: 6 })
  return text
}
