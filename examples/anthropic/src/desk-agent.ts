import Anthropic from '@anthropic-ai/sdk'
import { desk } from './desk.ts'

const order = { type: 'string' }

const tools: Anthropic.Tool[] = [
  {
    name: 'look_up',
    description: 'Looks up an order.',
    input_schema: { type: 'object', properties: { order }, required: ['order'] },
  },
  {
    name: 'send_part',
    description: 'Sends a spare part to the buyer.',
    input_schema: {
      type: 'object',
      properties: { order, part: { type: 'string' } },
      required: ['order', 'part'],
    },
  },
]

async function call({ name, input }: Anthropic.ToolUseBlock): Promise<object> {
  if (name === 'look_up') return desk.lookUp(input as Parameters<typeof desk.lookUp>[0])
  return desk.sendPart(input as Parameters<typeof desk.sendPart>[0])
}

export async function deskAgent(message: string): Promise<string> {
  const client = new Anthropic()
  const messages: Anthropic.MessageParam[] = [{ role: 'user', content: message }]
  for (;;) {
    const { content } = await client.messages.create({
      model: 'claude-sonnet-5',
      max_tokens: 1024,
      system: 'You run the complaints desk. Send a spare part first.',
      messages,
      tools,
    })
    messages.push({ role: 'assistant', content })
    const calls = content.filter((block) => block.type === 'tool_use')
    if (calls.length === 0)
      return content.map((block) => (block.type === 'text' ? block.text : '')).join('')
    const results = await Promise.all(
      calls.map(async (block) => ({
        type: 'tool_result' as const,
        tool_use_id: block.id,
        content: JSON.stringify(await call(block)),
      })),
    )
    messages.push({ role: 'user', content: results })
  }
}
