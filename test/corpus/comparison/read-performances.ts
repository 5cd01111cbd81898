import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { failureClass } from '../../../src/core/analysis/failure/classify-error.ts'
import { signalsOf } from '../../../src/core/analysis/signals.ts'
import { countRepeated } from '../../../src/core/comparison/runs/lazy-run.ts'
import type { PerformedAction, Recording } from '../../../src/core/comparison/runs/performed-run.ts'
import { performedToolCalls } from '../../../src/core/comparison/runs/tool-calls.ts'
import { type JsonValue, parseJson } from '../../../src/core/json.ts'
import { readIndex } from '../load-corpus.ts'

const MessageSchema = z.looseObject({
  role: z.string(),
  content: z.string().nullish(),
  tool_calls: z
    .array(
      z.looseObject({
        id: z.string().optional(),
        function: z.object({ name: z.string(), arguments: z.string() }),
      }),
    )
    .nullish(),
  tool_call_id: z.string().optional(),
})
type Message = z.infer<typeof MessageSchema>

const RecordSchema = z.object({
  reward: z.number(),
  traj: z.array(MessageSchema),
  info: z.object({ user_cost: z.number().nullish(), error: z.string().optional() }),
})

/** A task, and how it was done each time: by the number of the trial, or by the agent. */
export interface PerformedTask {
  name: string
  performances: Map<string, Recording>
}

/** The tasks of tau-bench with their four trials, or of agentverify with its four agents. */
export function readTasks(
  folder: string,
  source: 'tau-bench' | 'agentverify-tau-bench',
): Array<PerformedTask> {
  const files = readIndex(folder).filter((line) => line.source === source)
  return files.map(({ path: file }) => {
    const found: unknown = JSON.parse(readFileSync(path.join(folder, file), 'utf8'))
    // An array has its trials in order, an object has them by the agent's name.
    const records = z.record(z.string(), RecordSchema).parse({ ...(found as object) })
    const performances = Object.entries(records).map(
      ([key, record]) => [key, toRecording(`${file}#${key}`, record)] as const,
    )
    return { name: path.basename(file, '.json'), performances: new Map(performances) }
  })
}

function toRecording(
  runId: string,
  { reward, traj, info }: z.infer<typeof RecordSchema>,
): Recording {
  const actions = toActions(traj)
  const output = traj.findLast(({ role }) => role === 'assistant')?.content ?? null
  const error = info.error === undefined ? null : { name: 'Error', message: info.error }
  const end = { output: error ? undefined : output, error }
  return {
    runId,
    recordedAt: '2025-01-01T00:00:00.000Z',
    release: null,
    status: reward === 1 ? 'passed' : 'failed',
    resources: {},
    packages: {},
    // Real, though of the simulated user: the agent's own was not kept. With 0 nothing was counted.
    costUsd: info.user_cost || null,
    // No usage was kept: about four characters a token, of all that was sent and answered.
    tokens: error
      ? null
      : Math.round(actions.reduce((sum, { received }) => sum + Number(received), 0) / 4),
    durationMs: null,
    actions,
    end,
    ...signals(actions, end),
  }
}

function toActions(messages: ReadonlyArray<Message>): Array<PerformedAction> {
  const actions: Array<PerformedAction> = []
  let asked: NonNullable<Message['tool_calls']> = []
  let size = 0
  for (const [at, message] of messages.entries()) {
    const length = JSON.stringify(message).length
    if (message.role === 'assistant') {
      asked = message.tool_calls ?? []
      // A request holds everything that came before.
      const before = messages.slice(0, at) as unknown as JsonValue
      const body = { model: 'gpt-4o', messages: before }
      actions.push({
        ...base(actions.length, 'llm', 'chat gpt-4o', 'POST api.openai.com/v1/chat/completions'),
        asked: {
          method: 'POST',
          url: 'https://api.openai.com/v1/chat/completions',
          headers: [],
          body,
        },
        output: message as unknown as JsonValue,
        llm: { provider: 'openai', model: 'gpt-4o', usage: null, costUsd: null, stopReason: null },
        received: size + length,
      })
    } else if (message.role === 'tool') {
      // Some agents keep no ids: then results come in the order of the calls.
      const call =
        asked.find(({ id }) => id !== undefined && id === message.tool_call_id) ?? asked[0]
      asked = asked.filter((one) => one !== call)
      const { name, arguments: text } = call?.function ?? { name: 'tool', arguments: 'null' }
      const failed = /^(?:Error|# var_\d+ = "Error)/.test(message.content ?? '')
      actions.push({
        ...base(actions.length, 'tool', name, `tool ${name}`),
        asked: {
          method: 'CALL',
          url: `tool ${name}`,
          headers: [],
          body: [parseJson(text) ?? text],
        },
        output: message.content ?? null,
        outcome: failed ? 'error' : 'success',
        error: failed ? { name: 'Error', message: message.content! } : null,
      })
    }
    size += length
  }
  return actions
}

function base(index: number, type: string, name: string, operation: string) {
  return {
    index,
    type,
    name,
    operation,
    parent: null,
    start: index,
    duration: 0.5,
    outcome: 'success' as const,
    error: null,
    status: null,
    llm: null,
    source: null,
    received: 0,
  }
}

/** The signals of how it ended: these agents go on until the user stops, so the last answer's stop reason is no signal. */
function signals(
  actions: ReadonlyArray<PerformedAction>,
  end: NonNullable<Recording['end']>,
): Pick<Recording, 'stopReason' | 'errorClass' | 'repeatedToolCalls'> {
  const { repeated_tools } = signalsOf({ spans: [], toolCalls: performedToolCalls(actions), end })
  const kind = end.error ? failureClass({ error: end.error }) : null
  const calls = actions.filter(({ type }) => type === 'llm').length
  return {
    // The benchmark stops an agent after thirty calls of its model.
    stopReason: kind ? `step_error:${kind}` : calls >= 30 ? 'max_steps' : 'success',
    errorClass: kind,
    repeatedToolCalls: countRepeated(repeated_tools),
  }
}
