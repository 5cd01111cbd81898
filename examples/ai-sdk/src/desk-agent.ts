import { openai } from '@ai-sdk/openai'
import { stepCountIs, streamText, tool } from 'ai'
import { z } from 'zod'

const order = z.string()

export const tools = {
  look_up: tool({
    description: 'Looks up an order.',
    inputSchema: z.object({ order }),
    execute: async ({ order }) => ({ order, item: 'teapot', arrived: 'without its lid' }),
  }),
  send_part: tool({
    description: 'Sends a spare part to the buyer.',
    inputSchema: z.object({ order, part: z.string() }),
    execute: async ({ order, part }) => ({ order, part, sent: true }),
  }),
}

export async function deskAgent(prompt: string): Promise<string> {
  const { textStream } = streamText({
    model: openai('gpt-4.1-mini'),
    system: 'You run the complaints desk. Send a spare part first.',
    prompt,
    tools,
    stopWhen: stepCountIs(6),
  })
  let text = ''
  for await (const part of textStream) text += part
  return text
}
