import OpenAI from 'openai'
import type { AgentContext } from 'vitest-replay'

/** The resources that the agent is handed, and the types that they have to have. */
export const resources = { main_prompt: 'You are a helpful assistant. {any_question}' }
export const requires = { main_prompt: 'string' } as const

const client = new OpenAI({
  baseURL: process.env['OPENAI_BASE_URL'] ?? 'http://127.0.0.1:4010/v1',
  apiKey: process.env['OPENAI_API_KEY'] ?? 'not-needed-in-replay',
})

/** Answers a question with the prompt that it is handed, and scores the answer by its length. */
export async function agent(question: string, context: AgentContext): Promise<string> {
  const prompt = context.resources['main_prompt'] as string
  const { choices } = await client.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: prompt.replace('{any_question}', question) }],
  })
  const answer = choices[0]?.message.content ?? ''
  context.score('reward', Math.min(1, answer.split(' ').length / 20))
  return answer
}
