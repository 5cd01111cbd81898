import type { Cassette, RecordedAction, RecordedError } from '../../../src/core/cassette/schema.ts'
import type { JsonObject, JsonValue } from '../../../src/core/json.ts'
import { buildCassette, modelCall, toolCall } from '../cassette/build-cassette.ts'

/** A tool that the model of an agent asks for, and that the agent calls. */
export interface ToolUse {
  name: string
  args?: JsonObject
  result?: JsonValue
  error?: RecordedError
  /** The agent goes on after the error. */
  isCaught?: boolean
  /** Milliseconds that the call takes. */
  took?: number
  /** The id that the model names the call by. */
  id?: string
}

/** The run of an agent: its model asks for tools one by one, and answers. */
export interface AgentRun {
  name?: string
  /** The file of its test, and the test's full name; for runs that are compared. */
  file?: string
  fullName?: string
  agent?: string
  workflow?: string | null
  tags?: string[]
  system?: string
  model?: string
  question?: string
  /** The tools that are offered to the model. */
  tools?: JsonValue
  calls?: readonly ToolUse[]
  /** The final answer of the model; `null` where the agent stops before. */
  answer?: string | null
  output?: JsonValue
  recordedAt?: string
  release?: string | null
  resources?: Record<string, string>
  /** The cost of a model call. */
  costUsd?: number | null
  /** Tokens that a model call takes. */
  tokens?: number
  /** Milliseconds that a model call takes. */
  took?: number
  /** The stop reason of the last answer of the model. */
  stopReason?: string
  /** The status with which the last model call fails. */
  refusedWith?: number
  /** An error of the agent's own code, after all else, that ends the run. */
  error?: RecordedError
}

/** The cassette of an agent's run. A call of a tool that fails ends it, unless the agent goes on. */
export function agentCassette(run: AgentRun): Cassette {
  const { model = 'gpt-4o', calls = [], answer = 'Done.', costUsd = 0.001, took = 5 } = run
  const { tools = calls.map(offer) } = run
  const messages: JsonValue[] = [
    { role: 'system', content: run.system ?? 'You answer customers.' },
    { role: 'user', content: run.question ?? 'Can you help me?' },
  ]
  const actions: RecordedAction[] = []
  const add = (action: RecordedAction, duration: number) => {
    const before = actions.at(-1)
    const start = before ? before.start + before.duration + 5 : 0
    actions.push({ ...action, start, duration })
  }
  const say = (message: JsonObject, stopReason: string) => {
    const body = { model, messages: [...messages], tools }
    const asked = modelCall(actions.length, body, {
      model,
      choices: [{ message, finish_reason: stopReason }],
    })
    add(
      { ...asked, name: `chat ${model}`, llm: { ...asked.llm!, model, costUsd, stopReason } },
      took,
    )
    messages.push(message)
  }
  for (const [at, call] of calls.entries()) {
    const { name, args = {}, result = { ok: true }, error, id = `call_${at}` } = call
    const { took: duration = 5 } = call
    const called = { id, type: 'function', function: { name, arguments: JSON.stringify(args) } }
    say({ role: 'assistant', content: null, tool_calls: [called] }, 'tool_calls')
    const inputs = { json: [args] }
    const index = actions.length
    if (error) {
      const { outputs: _none, ...failed } = toolCall(index, { name, inputs, outcome: 'error' })
      add({ ...failed, error }, duration)
      if (!call.isCaught) return finish(run, actions, error)
    } else add(toolCall(index, { name, inputs, outputs: { json: result } }), duration)
    const content = error ? error.message : JSON.stringify(result)
    messages.push({ role: 'tool', tool_call_id: id, content })
  }
  if (answer !== null) say({ role: 'assistant', content: answer }, run.stopReason ?? 'stop')
  const last = actions.at(-1)
  if (run.refusedWith !== undefined && last?.response && last.llm) {
    const refusal = { error: { message: 'Try again later.' } }
    const response = { ...last.response, status: run.refusedWith, body: { json: refusal } }
    actions.push({ ...actions.pop()!, response, llm: { ...last.llm, stopReason: null } })
  }
  return finish(run, actions, run.error ?? null)
}

const offer = ({ name }: ToolUse) => ({
  type: 'function',
  function: { name, parameters: { type: 'object' } },
})

function finish(run: AgentRun, actions: RecordedAction[], error: RecordedError | null): Cassette {
  const { header, end } = buildCassette(actions)
  const { output: _output, ...rest } = end!
  const calls = actions.flatMap(({ llm }) => llm ?? [])
  const last = actions.at(-1)!
  const isPriced = calls.every(({ costUsd }) => costUsd !== null)
  const totals = {
    actions: actions.length,
    duration: last.start + last.duration,
    costUsd: isPriced ? calls.reduce((sum, { costUsd }) => sum + costUsd!, 0) : null,
    inputTokens: calls.length * ((run.tokens ?? 2) - 1),
    outputTokens: calls.length,
  }
  const { recordedAt = header.recordedAt, release = null, resources = header.resources } = run
  const { name = header.name, agent = header.agent, workflow = null, tags = header.tags } = run
  return {
    header: { ...header, name, agent, workflow, tags, recordedAt, release, resources },
    actions,
    end: error
      ? { ...rest, status: 'error', error, totals }
      : { ...rest, output: { json: run.output ?? run.answer ?? 'Done.' }, totals },
  }
}
