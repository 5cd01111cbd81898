import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Json } from '../../../fixtures/projects/trajectories/script.ts'
import { type ChatMessage, readChat, toolsCalled } from './read-chat.ts'
import type { Trajectory } from './trajectory.ts'

const MessageSchema = z.object({
  role: z.string(),
  content: z.string().nullish(),
  tool_calls: z
    .array(
      z.object({
        id: z.string(),
        type: z.literal('function').default('function'),
        function: z.object({ name: z.string(), arguments: z.string() }),
      }),
    )
    .nullish(),
  tool_call_id: z.string().optional(),
  tool_call_ids: z.array(z.string()).nullish(),
  action: z.string().optional(),
})

const TrialSchema = z.object({ trial: z.number(), traj: z.array(MessageSchema) })
const VariantsSchema = z.record(z.string(), z.object({ traj: z.array(z.unknown()) }))
const HistorySchema = z.object({ history: z.array(MessageSchema) })

/** The trials of a tau-bench task, in order. */
export function readTrials(folder: string, file: string): Array<Trajectory> {
  const trials = z
    .array(TrialSchema)
    .parse(readJson(folder, file))
    .map(({ trial, traj }) => ({ trial, messages: traj.map(toChat) }))
  // All trials of a task were offered the same.
  const tools = toolsCalled(trials.map(({ messages }) => messages))
  return trials.flatMap(({ trial, messages }) =>
    keep('tau-bench', `${file}#${trial}`, messages, tools),
  )
}

/** The variants of an agentverify task that tell which result belongs to which call. */
export function readVariants(folder: string, file: string): Array<Trajectory> {
  return Object.entries(VariantsSchema.parse(readJson(folder, file))).flatMap(
    ([variant, { traj }]) => {
      const messages = z.array(MessageSchema).safeParse(traj)
      return messages.success && messages.data.some(({ role }) => role === 'system')
        ? keep('agentverify-tau-bench', `${file}#${variant}`, messages.data.map(toChat))
        : []
    },
  )
}

/** A SWE-agent trajectory; before function calling the user's next message is the command's output. */
export function readSweAgent(folder: string, file: string): Array<Trajectory> {
  const { history } = HistorySchema.parse(readJson(folder, file))
  const messages = history.map((message, n) => {
    const before = history[n - 1]
    const isOutput = message.role === 'user' && before?.role === 'assistant'
    return { ...toChat(message), ...(isOutput ? { executed: before.action ?? '' } : {}) }
  })
  return keep('swe-agent', file, messages)
}

function toChat(message: z.infer<typeof MessageSchema>): ChatMessage {
  const { role, content, tool_calls: calls } = message
  const id = message.tool_call_id ?? message.tool_call_ids?.[0]
  return {
    role,
    content: content ?? null,
    ...(calls && calls.length > 0 ? { tool_calls: calls } : {}),
    ...(role === 'tool' && id !== undefined ? { tool_call_id: id } : {}),
  }
}

function keep(
  source: string,
  name: string,
  messages: Array<ChatMessage>,
  tools: Array<Json> | null = null,
): Array<Trajectory> {
  const trajectory = readChat(source, name, messages, tools)
  return trajectory ? [trajectory] : []
}

function readJson(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(path.join(folder, file), 'utf8'))
}
