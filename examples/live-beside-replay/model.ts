import { createServer } from 'node:http'

/** A model that says one thing, in the form of OpenAI's API. Point OPENAI_BASE_URL at a real one instead. */
export const model = {
  says: 'I am sorry that it arrived broken.',
  server: createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json')
      const message = { role: 'assistant', content: model.says }
      const usage = { prompt_tokens: 12, completion_tokens: 6, total_tokens: 18 }
      const choices = [{ index: 0, message, finish_reason: 'stop' }]
      const facts = { id: 'chatcmpl-1', object: 'chat.completion', created: 1_700_000_000 }
      response.end(JSON.stringify({ ...facts, model: 'gpt-4o-mini', choices, usage }))
    })
  }),
}
