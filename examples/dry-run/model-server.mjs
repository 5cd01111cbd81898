// A model that knows two answers, in the form of OpenAI's API. Point OPENAI_BASE_URL at a real one instead.
import { createServer } from 'node:http'

const ANSWERS = {
  sky: 'Sunlight holds all colours. Molecules of the air scatter short waves far more than long ones, by the fourth power of the frequency (Rayleigh scattering), so blue light reaches the eye from every direction.',
  France: 'The capital of France is Paris.',
}

createServer(async (request, response) => {
  let body = ''
  for await (const part of request) body += part
  const { model, messages } = JSON.parse(body)
  const question = messages.at(-1).content
  const found = Object.keys(ANSWERS).find((word) => question.includes(word))
  const content = found === undefined ? 'I do not know.' : ANSWERS[found]
  const words = (text) => text.split(' ').length
  response.setHeader('content-type', 'application/json')
  response.end(
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model,
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
      usage: {
        prompt_tokens: words(question),
        completion_tokens: words(content),
        total_tokens: words(question) + words(content),
      },
    }),
  )
}).listen(4010, '127.0.0.1', () => console.log('http://127.0.0.1:4010/v1'))
