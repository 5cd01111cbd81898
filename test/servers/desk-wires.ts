import { randomBytes } from 'node:crypto'

/** An answer of the model: calls of tools, or a text. */
export type Said = { calls: Array<{ name: string; input: object }> } | { text: string }

/** The answer of a provider: its events where the request wanted a stream. */
export type Wire =
  | { json: unknown }
  | { events: Array<{ event?: string; data: unknown }> }
  | { frames: Array<{ event: string; data: unknown }> }
  | { lines: unknown[] }

export type Body = Record<string, never> & { stream?: boolean; model?: string }

/** New in each answer, as those of real providers are. */
export const id = (prefix: string) => `${prefix}${randomBytes(12).toString('hex')}`

export const asText = (value: unknown) => JSON.stringify(value)
export const textOf = (said: Said) => ('text' in said ? said.text : null)
export const callsOf = (said: Said) => ('calls' in said ? said.calls : [])

/** Chat completions, as OpenAI and those who copied it answer. */
export function chat({ stream, model }: Body, said: Said): Wire {
  const head = { id: id('chatcmpl-'), created: Math.floor(Date.now() / 1000), model }
  const calls = callsOf(said).map(({ name, input }) => ({
    id: id('call_'),
    type: 'function',
    function: { name, arguments: asText(input) },
  }))
  const message = {
    role: 'assistant',
    content: textOf(said),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  }
  const finish_reason = calls.length > 0 ? 'tool_calls' : 'stop'
  const usage = { prompt_tokens: 50, completion_tokens: 9, total_tokens: 59 }
  if (!stream)
    return {
      json: {
        ...head,
        object: 'chat.completion',
        choices: [{ index: 0, message, finish_reason }],
        usage,
      },
    }
  const chunk = (delta: object, reason: string | null = null) => ({
    data: {
      ...head,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason: reason }],
    },
  })
  const parts = calls.map((call, index) => chunk({ tool_calls: [{ index, ...call }] }))
  const words = (textOf(said)?.match(/\S+\s*/g) ?? []).map((content) => chunk({ content }))
  return {
    events: [
      chunk({ role: 'assistant', content: '' }),
      ...parts,
      ...words,
      chunk({}, finish_reason),
      { data: { ...head, object: 'chat.completion.chunk', choices: [], usage } },
      { data: '[DONE]' },
    ],
  }
}

export function responses({ stream, model }: Body, said: Said): Wire {
  const text = textOf(said)
  const output: Array<Record<string, unknown>> = callsOf(said).map(({ name, input }) => ({
    id: id('fc_'),
    type: 'function_call',
    call_id: id('call_'),
    name,
    arguments: asText(input),
    status: 'completed',
  }))
  if (text !== null)
    output.push({
      id: id('msg_'),
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
    })
  const whole = {
    id: id('resp_'),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: 'completed',
    model,
    output,
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: [],
    usage: {
      input_tokens: 50,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 9,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 59,
    },
  }
  if (!stream) return { json: whole }
  const events: Array<{ event: string; data: unknown }> = []
  const add = (event: string, data: object) =>
    events.push({ event, data: { type: event, sequence_number: events.length, ...data } })
  add('response.created', { response: { ...whole, status: 'in_progress', output: [] } })
  for (const [output_index, item] of output.entries()) {
    const place = { output_index, item_id: item['id'] }
    if (item['type'] === 'message') {
      const part = { type: 'output_text', text: '', annotations: [], logprobs: [] }
      const at = { ...place, content_index: 0 }
      add('response.output_item.added', { output_index, item: { ...item, content: [] } })
      add('response.content_part.added', { ...at, part })
      for (const delta of text!.match(/\S+\s*/g)!)
        add('response.output_text.delta', { ...at, delta, logprobs: [] })
      add('response.output_text.done', { ...at, text, logprobs: [] })
      add('response.content_part.done', { ...at, part: { ...part, text } })
    } else {
      add('response.output_item.added', { output_index, item: { ...item, arguments: '' } })
      add('response.function_call_arguments.delta', { ...place, delta: item['arguments'] })
      add('response.function_call_arguments.done', { ...place, arguments: item['arguments'] })
    }
    add('response.output_item.done', { output_index, item })
  }
  add('response.completed', { response: whole })
  return { events }
}

export function messages({ stream, model }: Body, said: Said): Wire {
  const text = textOf(said)
  const content: Array<Record<string, unknown>> = callsOf(said).map(({ name, input }) => ({
    type: 'tool_use',
    id: id('toolu_'),
    name,
    input,
  }))
  if (text !== null) content.push({ type: 'text', text })
  const stop_reason = text === null ? 'tool_use' : 'end_turn'
  const head = { id: id('msg_'), type: 'message', role: 'assistant', model, stop_sequence: null }
  const usage = { input_tokens: 50, output_tokens: 9 }
  if (!stream) return { json: { ...head, content, stop_reason, usage } }
  const event = (type: string, data: object = {}) => ({ event: type, data: { type, ...data } })
  return {
    events: [
      event('message_start', { message: { ...head, content: [], stop_reason: null, usage } }),
      ...content.flatMap((block, index) => {
        const isText = block['type'] === 'text'
        const empty = isText ? { ...block, text: '' } : { ...block, input: {} }
        const delta = isText
          ? { type: 'text_delta', text }
          : { type: 'input_json_delta', partial_json: asText(block['input']) }
        return [
          event('content_block_start', { index, content_block: empty }),
          event('content_block_delta', { index, delta }),
          event('content_block_stop', { index }),
        ]
      }),
      event('message_delta', { delta: { stop_reason, stop_sequence: null }, usage }),
      event('message_stop'),
    ],
  }
}

export function gemini(isStreamed: boolean, said: Said): Wire {
  const text = textOf(said)
  const parts =
    text === null
      ? callsOf(said).map(({ name, input }) => ({ functionCall: { name, args: input } }))
      : [{ text }]
  const answer = {
    candidates: [{ content: { role: 'model', parts }, index: 0, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 50, candidatesTokenCount: 9, totalTokenCount: 59 },
    modelVersion: 'gemini-2.5-flash',
    responseId: id(''),
  }
  return isStreamed ? { events: [{ data: answer }] } : { json: answer }
}

export function ollama({ model, stream }: Body, said: Said): Wire {
  const tool_calls = callsOf(said).map(({ name, input }) => ({
    function: { name, arguments: input },
  }))
  const message = {
    role: 'assistant',
    content: textOf(said) ?? '',
    ...(tool_calls.length > 0 ? { tool_calls } : {}),
  }
  const head = { model, created_at: new Date().toISOString() }
  const end = { done: true, done_reason: 'stop', prompt_eval_count: 50, eval_count: 9 }
  if (stream === false || stream === undefined) return { json: { ...head, message, ...end } }
  const nothing = { role: 'assistant', content: '' }
  return {
    lines: [
      { ...head, message, done: false },
      { ...head, message: nothing, ...end },
    ],
  }
}

export function cohere({ stream }: Body, said: Said): Wire {
  const text = textOf(said)
  const tool_calls = callsOf(said).map(({ name, input }) => ({
    id: id(`${name}_`),
    type: 'function',
    function: { name, arguments: asText(input) },
  }))
  const message =
    text === null
      ? { role: 'assistant', tool_plan: 'I look it up.', tool_calls }
      : { role: 'assistant', content: [{ type: 'text', text }] }
  const finish_reason = text === null ? 'TOOL_CALL' : 'COMPLETE'
  const tokens = { input_tokens: 50, output_tokens: 9 }
  const usage = { billed_units: tokens, tokens }
  if (!stream) return { json: { id: id(''), message, finish_reason, usage } }
  const event = (type: string, data: object) => ({ event: type, data: { type, ...data } })
  const part = (type: string, index: number, said: object) =>
    event(type, { index, delta: { message: said } })
  return {
    events: [
      event('message-start', {
        id: id(''),
        delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [] } },
      }),
      ...tool_calls.flatMap((call, index) => [
        part('tool-call-start', index, {
          tool_calls: { ...call, function: { ...call.function, arguments: '' } },
        }),
        part('tool-call-delta', index, {
          tool_calls: { function: { arguments: call.function.arguments } },
        }),
        event('tool-call-end', { index }),
      ]),
      ...(text === null
        ? []
        : [
            part('content-start', 0, { content: { type: 'text', text: '' } }),
            part('content-delta', 0, { content: { text } }),
            event('content-end', { index: 0 }),
          ]),
      event('message-end', { delta: { finish_reason, usage } }),
    ],
  }
}
