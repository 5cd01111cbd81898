// Single calls with bodies of about 2 KB that know nothing of each other.
export const path = '/v1/chat/completions'

export function request(index) {
  const parameters = { type: 'object', properties: { q: { type: 'string' } } }
  return {
    model: 'gpt-4o',
    temperature: 0,
    messages: [
      { role: 'system', content: `You are a helpful agent. ${'lorem ipsum '.repeat(80)}` },
      { role: 'user', content: `question number ${index} ${'x'.repeat(600)}` },
    ],
    tools: [
      { type: 'function', function: { name: 'search', description: 'search docs', parameters } },
    ],
  }
}

export function answer(body) {
  const content = `answer to ${body.messages[1].content.slice(0, 30)} ${'y'.repeat(500)}`
  return {
    id: 'chatcmpl-abc',
    object: 'chat.completion',
    created: 1735399800,
    model: 'gpt-4o-2024-08-06',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 300, completion_tokens: 120, total_tokens: 420 },
  }
}

export async function agent(url, calls, reverse) {
  for (let done = 0; done < calls; done++) {
    const index = reverse ? calls - 1 - done : done
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer sk-test' },
      body: JSON.stringify(request(index)),
    })
    const { choices } = await response.json()
    if (!choices[0].message.content.startsWith(`answer to question number ${index} `))
      throw new Error(`Call ${index} got the answer of another call`)
  }
}
