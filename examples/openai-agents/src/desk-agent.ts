import { Agent, run, tool } from '@openai/agents'
import { z } from 'zod'

const order = z.string()

export const tools = [
  tool({
    name: 'look_up',
    description: 'Looks up an order.',
    parameters: z.object({ order }),
    execute: async ({ order }) => ({ order, item: 'teapot', arrived: 'without its lid' }),
  }),
  tool({
    name: 'send_part',
    description: 'Sends a spare part to the buyer.',
    parameters: z.object({ order, part: z.string() }),
    execute: async ({ order, part }) => ({ order, part, sent: true }),
  }),
]

const desk = new Agent({
  name: 'Desk',
  instructions: 'You run the complaints desk. Send a spare part first.',
  model: 'gpt-4.1-mini',
  tools,
})

export async function deskAgent(message: string): Promise<string | undefined> {
  const { finalOutput } = await run(desk, message)
  return finalOutput
}
