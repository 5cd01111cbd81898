import { asText, callsOf, id, textOf, type Body, type Said, type Wire } from './desk-wires.ts'

/** `Converse` and `ConverseStream` of Bedrock. */
export function converse(isStreamed: boolean, said: Said): Wire {
  const text = textOf(said)
  const uses = callsOf(said).map(({ name, input }) => ({
    toolUse: { toolUseId: id('tooluse_'), name, input },
  }))
  const stopReason = text === null ? 'tool_use' : 'end_turn'
  const usage = { inputTokens: 50, outputTokens: 9, totalTokens: 59 }
  const metrics = { latencyMs: 120 }
  const content = text === null ? uses : [{ text }]
  if (!isStreamed)
    return {
      json: { output: { message: { role: 'assistant', content } }, stopReason, usage, metrics },
    }
  const blocks = uses.flatMap(({ toolUse: { toolUseId, name, input } }, contentBlockIndex) => [
    {
      event: 'contentBlockStart',
      data: { contentBlockIndex, start: { toolUse: { toolUseId, name } } },
    },
    {
      event: 'contentBlockDelta',
      data: { contentBlockIndex, delta: { toolUse: { input: asText(input) } } },
    },
    { event: 'contentBlockStop', data: { contentBlockIndex } },
  ])
  const words = [
    { event: 'contentBlockDelta', data: { contentBlockIndex: 0, delta: { text } } },
    { event: 'contentBlockStop', data: { contentBlockIndex: 0 } },
  ]
  return {
    frames: [
      { event: 'messageStart', data: { role: 'assistant' } },
      ...(text === null ? blocks : words),
      { event: 'messageStop', data: { stopReason } },
      { event: 'metadata', data: { usage, metrics } },
    ],
  }
}

/** Vercel's gateway, as the AI SDK of version 6 speaks with it. */
export function gateway(isStreamed: boolean, _body: Body, said: Said): Wire {
  const text = textOf(said)
  const calls = callsOf(said).map(({ name, input }) => ({
    type: 'tool-call',
    toolCallId: id('call_'),
    toolName: name,
    input: asText(input),
  }))
  const finishReason = { unified: text === null ? 'tool-calls' : 'stop', raw: 'stop' }
  const usage = { inputTokens: { total: 50 }, outputTokens: { total: 9 } }
  const end = { finishReason, usage, providerMetadata: { gateway: { cost: '0.0001' } } }
  const content = text === null ? calls : [{ type: 'text', text }]
  if (!isStreamed) return { json: { ...end, content, warnings: [] } }
  const words = [
    { type: 'text-start', id: '0' },
    { type: 'text-delta', id: '0', delta: text },
    { type: 'text-end', id: '0' },
  ]
  const parts: object[] = [
    { type: 'stream-start', warnings: [] },
    ...(text === null ? calls : words),
    { type: 'finish', ...end },
  ]
  return { events: [...parts.map((data) => ({ data })), { data: '[DONE]' }] }
}
