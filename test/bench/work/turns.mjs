// A coding agent's conversation: each turn adds a tool call and a file of 60 lines, and sends all of it again.
export const path = '/v1/chat/completions'

export function answer(body) {
  const at = body.messages.length
  const call = {
    id: `call_${at}`,
    type: 'function',
    function: { name: 'read_file', arguments: JSON.stringify({ path: `src/f${at}.ts` }) },
  }
  return {
    id: `chatcmpl-${at}`,
    object: 'chat.completion',
    created: 1735399800,
    model: 'gpt-4o',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: null, tool_calls: [call] },
        finish_reason: 'tool_calls',
      },
    ],
    usage: { prompt_tokens: 300, completion_tokens: 120, total_tokens: 420 },
  }
}

function file(turn) {
  const lines = Array.from(
    { length: 60 },
    (_, line) => `line ${line} of file ${turn}: const x${line}_${turn} = ${line * turn};`,
  )
  return `file ${turn}\n${lines.join('\n')}`
}

export async function agent(url, turns) {
  const messages = [
    { role: 'system', content: `You are a coding agent. ${'rules '.repeat(300)}` },
    { role: 'user', content: 'fix the bug' },
  ]
  for (let turn = 0; turn < turns; turn++) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o', messages }),
    })
    const { choices } = await response.json()
    if (choices[0].message.tool_calls[0].id !== `call_${messages.length}`)
      throw new Error(`Turn ${turn} got the answer of another turn`)
    messages.push(choices[0].message)
    messages.push({ role: 'tool', tool_call_id: `call_${turn}`, content: file(turn) })
  }
}
