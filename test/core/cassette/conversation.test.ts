import { expect, test } from 'vitest'
import { parseCassette } from '../../../src/core/cassette/parse.ts'
import { serializeCassette } from '../../../src/core/cassette/serialize.ts'
import type { Cassette } from '../../../src/core/cassette/schema.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import { buildCassette, modelCall } from './build-cassette.ts'

/** A coding agent's conversation: each turn reads a file of 60 lines, each request repeats all before. */
function conversation(turns: number): Cassette {
  const messages: JsonValue[] = [
    { role: 'system', content: `You are a coding agent. ${'rules '.repeat(300)}` },
    { role: 'user', content: 'fix the bug' },
  ]
  const actions = Array.from({ length: turns }, (_, turn) => {
    const request = { model: 'gpt-4o', messages: [...messages] }
    const message = {
      role: 'assistant',
      content: null,
      tool_calls: [
        {
          id: `call_${messages.length}`,
          type: 'function',
          function: { name: 'read_file', arguments: `{"path":"src/f${messages.length}.ts"}` },
        },
      ],
    }
    const response = {
      id: `chatcmpl-${messages.length}`,
      object: 'chat.completion',
      created: 1_735_399_800,
      model: 'gpt-4o',
      choices: [{ index: 0, message, finish_reason: 'tool_calls' }],
      usage: { prompt_tokens: 300, completion_tokens: 120, total_tokens: 420 },
    }
    const lines = Array.from(
      { length: 60 },
      (_line, k) => `line ${k} of file ${turn}: const x${k}_${turn} = ${k * turn};`,
    )
    const content = `file ${turn}\n${lines.join('\n')}`
    messages.push(message, { role: 'tool', tool_call_id: `call_${turn}`, content })
    return modelCall(turn, request, response)
  })
  return buildCassette(actions)
}

test('a conversation grows with what is new', () => {
  const [half, whole] = [conversation(100), conversation(200)].map((cassette) => ({
    cassette,
    text: serializeCassette(cassette),
  }))
  expect(whole!.text.length).toBeLessThanOrEqual(half!.text.length * 2.1)
  expect(whole!.text.length).toBeLessThanOrEqual(1_500_000)
  expect(parseCassette(whole!.text)).toEqual(whole!.cassette)
})

test('two interleaved conversations grow with what is new', () => {
  const size = (turns: number) => {
    const pair = [conversation(turns), conversation(turns)].map((cassette, side) =>
      cassette.actions.map((action) => {
        const body = JSON.stringify(action.request!.body).replaceAll('rules', `rule${side}`)
        return { ...action, request: { ...action.request!, body: JSON.parse(body) as never } }
      }),
    )
    const actions = pair[0]!.flatMap((action, index) => [action, pair[1]![index]!])
    return serializeCassette(buildCassette(actions.map((action, index) => ({ ...action, index }))))
      .length
  }
  expect(size(60)).toBeLessThanOrEqual(size(30) * 2.1)
})
