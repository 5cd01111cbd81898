import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  anthropicMessage,
  chatStream,
  geminiResponse,
  geminiStream,
  messagesStream,
  openaiResponse,
  outputMessage,
  responsesStream,
  TEXT,
  WORDS,
} from './provider-streams.ts'
import {
  chatCompletion,
  sendJson,
  startServer,
  type LoopbackServer,
  type ServedRequest,
} from './model-server.ts'

interface Provider {
  path: RegExp
  json(asked: Asked): unknown
  stream(words: string[]): string[]
  /** The body of an answer that reports a rate limit. */
  limit: unknown
}

interface Asked {
  body: string
  wantsTool: boolean
}

const openaiLimit = {
  error: { message: 'Rate limit reached', type: 'requests', code: 'rate_limit_exceeded' },
}

const PROVIDERS: Provider[] = [
  {
    path: /\/chat\/completions$/,
    json: ({ wantsTool }) =>
      chatCompletion(
        wantsTool
          ? {
              tool_calls: [
                {
                  id: 'call_1',
                  type: 'function',
                  function: { name: 'add', arguments: '{"a":2,"b":3}' },
                },
              ],
            }
          : { content: TEXT },
      ),
    stream: chatStream,
    limit: openaiLimit,
  },
  {
    path: /\/responses$/,
    json: ({ wantsTool }) =>
      openaiResponse([
        wantsTool
          ? {
              id: 'fc_1',
              type: 'function_call',
              call_id: 'call_1',
              name: 'add',
              arguments: '{"a":2,"b":3}',
              status: 'completed',
            }
          : outputMessage(TEXT),
      ]),
    stream: responsesStream,
    limit: openaiLimit,
  },
  {
    path: /\/messages$/,
    json: ({ wantsTool }) =>
      wantsTool
        ? {
            ...anthropicMessage([
              { type: 'tool_use', id: 'toolu_1', name: 'add', input: { a: 2, b: 3 } },
            ]),
            stop_reason: 'tool_use',
          }
        : anthropicMessage([{ type: 'text', text: TEXT }]),
    stream: messagesStream,
    limit: { type: 'error', error: { type: 'rate_limit_error', message: 'Rate limit reached' } },
  },
  {
    path: /:(generate|streamGenerate)Content$/,
    json: () => geminiResponse(TEXT),
    stream: geminiStream,
    limit: {
      error: { code: 429, message: 'Resource exhausted', status: 'RESOURCE_EXHAUSTED' },
    },
  },
]

/**
 * Starts a server that speaks the wire formats of OpenAI, Anthropic and Google. What it does follows from the prompt:
 * `<sdk>/<case>`, where `retry` is answered with 429 once, and `break` and `abort` get a stream that goes on for long.
 */
export function startProviderServer(
  other?: (request: ServedRequest, response: ServerResponse) => unknown,
): Promise<LoopbackServer> {
  const seen = new Set<string>()
  return startServer((request, response) => {
    const path = request.url.split('?')[0]!
    const provider = PROVIDERS.find((one) => one.path.test(path))
    if (!provider) return other ? other(request, response) : sendJson(response, {}, 404)
    const name = /[\w-]+\/(json|stream|retry|break|abort|blocked)/.exec(request.body)?.[0] ?? ''
    if (name.endsWith('/retry') && !seen.has(name)) {
      seen.add(name)
      return sendJson(response, provider.limit, 429, { 'retry-after': '1' })
    }
    const streams = /"stream":true/.test(request.body) || path.endsWith(':streamGenerateContent')
    if (!streams) {
      const wantsTool =
        /"(tools|functions)":\[\{/.test(request.body) &&
        !/tool_call_id|tool_result|function_call_output/.test(request.body)
      return sendJson(response, provider.json({ body: request.body, wantsTool }))
    }
    const isLong = /\/(break|abort)$/.test(name)
    const words = isLong ? Array.from({ length: 40 }, (_, at) => `${at} `) : WORDS
    return sendStream(response, provider.stream(words), isLong ? 10 : 1)
  })
}

/** Sends events over the wire cut where no event and no character ends. */
export async function sendStream(
  response: ServerResponse,
  events: string[],
  pause: number,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  for (const bytes of events.map((text) => Buffer.from(text))) {
    if (response.destroyed) return
    const cut = Math.max(1, bytes.length - 7)
    response.write(bytes.subarray(0, cut))
    await sleep(pause)
    response.write(bytes.subarray(cut))
  }
  response.end()
}
