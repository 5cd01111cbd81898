import OpenAI from 'openai'

const STATES: Record<string, string> = { 'A-17': 'broken' }

/** The tool, whose world may change after the run was recorded. */
export const orders = {
  async find(id: string): Promise<{ id: string; state: string }> {
    return { id, state: STATES[id] ?? 'unknown' }
  },
}

const client = new OpenAI({
  baseURL: process.env['OPENAI_BASE_URL'] ?? 'http://127.0.0.1:4011/v1',
  apiKey: process.env['OPENAI_API_KEY'] ?? 'not-needed-in-replay',
})

/** Looks an order up, and lets a model say how it is. */
export async function orderAgent(id: string): Promise<string> {
  const { state } = await orders.find(id)
  const { choices } = await client.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: `The order ${id} is ${state}. Tell the customer.` }],
  })
  return choices[0]?.message.content ?? ''
}
