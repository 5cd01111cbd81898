import type { ChatCompletionTool } from 'openai/resources/chat/completions'
import { orders } from './orders'
import { policy } from './policy'

type Input = { orderId: string; reason: string; amount: number }

const run: Record<string, (input: Input) => Promise<object>> = {
  async look_up_order({ orderId }) {
    const { deliveredAt, ...order } = await orders.find(orderId)
    return { ...order, deliveredOn: deliveredAt.toISOString().slice(0, 10) }
  },
  look_up_refund_policy: ({ reason }) => policy.find(reason),
  refund_order: ({ orderId, amount }) => orders.refund(orderId, amount),
}

/** Runs the tool a model asked for. An error is an answer too: the model may find another way. */
export async function runTool(name: string, input: string): Promise<object> {
  try {
    const tool = run[name]
    if (!tool) throw new Error(`There is no tool ${name}.`)
    return await tool(JSON.parse(input))
  } catch (error) {
    return { error: String(error) }
  }
}

export const tools = [
  defineTool('look_up_order', 'An order: item, price, delivery', { orderId: 'string' }),
  defineTool('look_up_refund_policy', 'What may be refunded, by reason', { reason: 'string' }),
  defineTool('refund_order', 'Pays money back', { orderId: 'string', amount: 'number' }),
]

function defineTool(
  name: string,
  description: string,
  input: Record<string, 'string' | 'number'>,
): ChatCompletionTool {
  const properties = Object.fromEntries(Object.entries(input).map(([key, type]) => [key, { type }]))
  const parameters = { type: 'object', properties, required: Object.keys(input) }
  return { type: 'function', function: { name, description, parameters } }
}
