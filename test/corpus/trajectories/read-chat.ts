import type {
  Json,
  Request,
  ToolUse,
  Turn,
} from '../../../fixtures/projects/trajectories/script.ts'
import { isJsonObject, parseJson } from '../../../src/core/json.ts'
import { digest } from './digest.ts'
import type { Trajectory } from './trajectory.ts'

/** A message as OpenAI's chat API has it. */
export interface ChatMessage {
  role: string
  content: string | null
  tool_calls?: Array<{ id: string; function: { name: string; arguments: string } }>
  tool_call_id?: string
  /** The code that was executed for the message before, where its result comes back as the user's message. */
  executed?: string
}

/**
 * Makes a conversation of a list of chat messages: each assistant message is the answer to a request that holds all
 * messages before it.
 *
 * @param tools What was on offer; by default what was called.
 */
export function readChat(
  source: string,
  name: string,
  messages: ReadonlyArray<ChatMessage>,
  tools: ReadonlyArray<Json> | null = null,
): Trajectory | null {
  const start = messages.findIndex(({ role }) => role === 'assistant')
  if (start < 1) return null
  const turns: Array<Turn> = []
  const answers: Trajectory['answers'] = []
  for (const message of messages.slice(start)) {
    const turn = turns.at(-1)
    if (message.role === 'assistant') {
      const { executed: _, ...reply } = message
      const body = completion(turns.length, reply)
      answers.push({ contentType: 'application/json', body: Buffer.from(body) })
      turns.push({
        request: 0,
        answer: digest(body),
        reply: [reply as unknown as Json],
        tools: [],
        results: [],
        said: [],
      })
    } else if (message.role === 'tool' || message.executed !== undefined) {
      turn!.tools.push(toolUse(message, turn!))
      const { executed: _, ...result } = message
      turn!.results.push(result as unknown as Json)
    } else {
      turn!.said.push(message as unknown as Json)
    }
  }
  if (turns.length < 2) return null
  const opening = messages.slice(0, start) as unknown as Array<Json>
  const request = requestOf(tools ?? toolsCalled([messages]))
  return {
    source,
    script: { name, tools: 'serve', list: 'messages', requests: [request], opening, turns },
    answers,
  }
}

function completion(number: number, message: object): string {
  const calls = 'tool_calls' in message
  return JSON.stringify({
    id: `chatcmpl-${number}`,
    object: 'chat.completion',
    created: 1_700_000_000 + number,
    model: 'gpt-4o-2024-08-06',
    choices: [{ index: 0, message, finish_reason: calls ? 'tool_calls' : 'stop' }],
    usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  })
}

function toolUse(message: ChatMessage, turn: Turn): ToolUse {
  const at = [turn.results.length, 'content']
  const value = message.content
  if (message.executed !== undefined)
    return { name: 'execute', args: { command: message.executed }, value, at }
  const reply = turn.reply[0] as unknown as ChatMessage
  const call = reply.tool_calls?.find(({ id }) => id === message.tool_call_id)
  const text = call?.function.arguments ?? 'null'
  return { name: call?.function.name ?? 'tool', args: parseJson(text) ?? text, value, at }
}

/** These recordings do not say which tools were on offer: those that were called are, each with the arguments it got. */
export function toolsCalled(conversations: ReadonlyArray<ReadonlyArray<ChatMessage>>): Array<Json> {
  const parameters = new Map<string, Set<string>>()
  for (const { tool_calls: calls } of conversations.flat()) {
    for (const { function: called } of calls ?? []) {
      const args = parseJson(called.arguments)
      const known = parameters.get(called.name) ?? new Set()
      parameters.set(
        called.name,
        new Set([...known, ...Object.keys(isJsonObject(args) ? args : {})]),
      )
    }
  }
  return [...parameters].map(([name, keys]) => ({
    type: 'function',
    function: {
      name,
      description: `Use this for ${name.replaceAll('_', ' ')}, when the policy allows it.`,
      parameters: {
        type: 'object',
        properties: Object.fromEntries([...keys].map((key) => [key, { type: 'string' }])),
      },
    },
  }))
}

function requestOf(tools: ReadonlyArray<Json>): Request {
  const body = {
    model: 'gpt-4o',
    temperature: 0,
    ...(tools.length > 0 ? { tools: [...tools] } : {}),
  }
  return { path: '/v1/chat/completions', body }
}
