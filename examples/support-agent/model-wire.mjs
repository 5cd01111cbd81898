import { randomBytes } from 'node:crypto'

/** The answer as one JSON document. */
export function completionOf({ body, reply, id, createdAt }) {
  const message = { role: 'assistant', content: reply.text ?? null, refusal: null }
  if (reply.calls) message.tool_calls = reply.calls.map(toolCallOf)
  return {
    id,
    object: 'chat.completion',
    created: createdAt,
    model: `${body.model}-2025-04-14`,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReasonOf(reply) }],
    usage: usageOf(body, reply),
    service_tier: 'default',
    system_fingerprint: 'fp_6f2eabb9a5',
  }
}

/** The answer as OpenAI streams it: a role, pieces of content or of arguments, an end, the usage. */
export function* chunksOf({ body, reply, id, createdAt }) {
  const includeUsage = body.stream_options?.include_usage === true
  const chunk = (choices, usage = null) => ({
    id,
    object: 'chat.completion.chunk',
    created: createdAt,
    model: `${body.model}-2025-04-14`,
    service_tier: 'default',
    system_fingerprint: 'fp_6f2eabb9a5',
    choices,
    ...(includeUsage ? { usage } : {}),
  })
  const delta = (delta, finish_reason = null) =>
    chunk([{ index: 0, delta, logprobs: null, finish_reason }])

  yield delta({ role: 'assistant', content: reply.text ? '' : null, refusal: null })
  for (const content of reply.text?.match(/(?:\S+\s*){1,3}/g) ?? []) yield delta({ content })
  for (const [index, call] of (reply.calls ?? []).entries()) {
    const { id, type, function: tool } = toolCallOf(call)
    yield delta({ tool_calls: [{ index, id, type, function: { ...tool, arguments: '' } }] })
    for (const part of tool.arguments.match(/.{1,8}/gs) ?? []) {
      yield delta({ tool_calls: [{ index, function: { arguments: part } }] })
    }
  }
  yield delta({}, finishReasonOf(reply))
  if (includeUsage) yield chunk([], usageOf(body, reply))
}

function toolCallOf({ name, input }) {
  const id = `call_${randomBytes(12).toString('hex')}`
  return { id, type: 'function', function: { name, arguments: JSON.stringify(input) } }
}

function finishReasonOf(reply) {
  return reply.calls ? 'tool_calls' : 'stop'
}

// A token is about four characters. Only the words count, so that random ids do not change the sum.
function usageOf(body, reply) {
  const words = body.messages.map((message) => message.content ?? '').concat(body.tools ?? [])
  const prompt_tokens = Math.ceil(JSON.stringify(words).length / 4)
  const completion_tokens = Math.ceil(JSON.stringify(reply).length / 4)
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  }
}
