/** The text that every provider of the loopback server says, in the pieces in which it streams it. */
export const WORDS = ['Grüße ', 'from ', 'the ', 'loopback ', 'model: ', '2 + 3 = 5', ' 🎉']
export const TEXT = WORDS.join('')

/** One server-sent event. */
export function event(data: unknown, name?: string): string {
  return `${name ? `event: ${name}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
}

/** OpenAI chat completions: a chunk a word, usage, `[DONE]`. */
export function chatStream(words: string[]): string[] {
  const chunk = (choices: unknown[], usage: unknown = null) =>
    event({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_735_399_800,
      model: 'gpt-4o-2024-08-06',
      choices,
      usage,
    })
  const choice = (delta: object, finish: string | null = null) =>
    chunk([{ index: 0, delta, finish_reason: finish }])
  return [
    choice({ role: 'assistant', content: '' }),
    ...words.map((content) => choice({ content })),
    choice({}, 'stop'),
    chunk([], { prompt_tokens: 30, completion_tokens: 12, total_tokens: 42 }),
    event('[DONE]'),
  ]
}

/** Anthropic messages: typed events and a ping. */
export function messagesStream(words: string[]): string[] {
  const typed = (type: string, rest: object = {}) => event({ type, ...rest }, type)
  return [
    typed('message_start', { message: { ...anthropicMessage([]), stop_reason: null } }),
    typed('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    typed('ping'),
    ...words.map((text) =>
      typed('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
    ),
    typed('content_block_stop', { index: 0 }),
    typed('message_delta', {
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 12 },
    }),
    typed('message_stop'),
  ]
}

/** A message in Anthropic's shape. */
export function anthropicMessage(content: unknown[]): Record<string, unknown> {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content,
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 30, output_tokens: 12 },
  }
}

/** Gemini: a whole response a word. */
export function geminiStream(words: string[]): string[] {
  return words.map((text, index) => event(geminiResponse(text, index === words.length - 1)))
}

/** An answer in Gemini's shape. */
export function geminiResponse(text: string, last = true): Record<string, unknown> {
  return {
    candidates: [
      {
        content: { role: 'model', parts: [{ text }] },
        index: 0,
        ...(last ? { finishReason: 'STOP' } : {}),
      },
    ],
    usageMetadata: { promptTokenCount: 30, candidatesTokenCount: 12, totalTokenCount: 42 },
    modelVersion: 'gemini-2.5-flash',
  }
}

/** OpenAI responses: the event ladder up to `response.completed`. */
export function responsesStream(words: string[]): string[] {
  let sequence = 0
  const typed = (type: string, rest: object) =>
    event({ type, sequence_number: sequence++, ...rest }, type)
  const place = { item_id: 'msg_1', output_index: 0, content_index: 0 }
  const text = words.join('')
  const whole = openaiResponse([outputMessage(text)])
  const empty = { ...whole, status: 'in_progress', output: [], usage: null }
  return [
    typed('response.created', { response: empty }),
    typed('response.in_progress', { response: empty }),
    typed('response.output_item.added', {
      output_index: 0,
      item: { ...outputMessage(''), content: [], status: 'in_progress' },
    }),
    typed('response.content_part.added', {
      ...place,
      part: { type: 'output_text', text: '', annotations: [] },
    }),
    ...words.map((delta) => typed('response.output_text.delta', { ...place, delta, logprobs: [] })),
    typed('response.output_text.done', { ...place, text, logprobs: [] }),
    typed('response.content_part.done', {
      ...place,
      part: { type: 'output_text', text, annotations: [] },
    }),
    typed('response.output_item.done', { output_index: 0, item: outputMessage(text) }),
    typed('response.completed', { response: whole }),
  ]
}

/** A message item of OpenAI's Responses API. */
export function outputMessage(text: string): Record<string, unknown> {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
  }
}

/** A whole answer of OpenAI's Responses API. */
export function openaiResponse(output: unknown[]): Record<string, unknown> {
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1_735_399_800,
    status: 'completed',
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    model: 'gpt-4o-2024-08-06',
    output,
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    usage: {
      input_tokens: 30,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 12,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 42,
    },
  }
}
