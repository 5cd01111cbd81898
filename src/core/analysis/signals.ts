import { answerTime } from '../cassette/answer-time.ts'
import { errorClass, type FailureFacts } from './error-class.ts'

/** The facts of an action that signals are computed from. */
export interface Span extends FailureFacts {
  index: number
  type: string
  name: string
  parent: number | null
  /** Milliseconds; `null` where it was not recorded. */
  recordedDuration: number | null
  /** Milliseconds until a response's headers came. */
  timeToHeadersMs?: number | null | undefined
  stopReason: string | null
}

/** A call of a tool; `key` is equal for equal inputs. */
export interface ToolCallFacts {
  name: string
  key: string
  /** The action that made the call. */
  action: number
}

/** The facts that signals are computed from. */
export interface SignalFacts {
  spans: readonly Span[]
  toolCalls: readonly ToolCallFacts[]
  /** The end of the run; `null` where it did not end. */
  end: { error: FailureFacts['error'] } | null
}

/** The first things to look at in a run. */
export interface RunSignals {
  first_error_span: { index: number; name: string; error_class: string } | null
  slowest_span: { index: number; name: string; recordedDuration: number } | null
  stop_reason: string
  error_class: string | null
  repeated_tools: Array<{ name: string; count: number; actions: number[] }>
}

/** Computes the signals of a run from its actions. */
export function signalsOf(facts: SignalFacts): RunSignals {
  const failed = facts.spans.find(isFailed)
  const ending = facts.end?.error ?? null
  return {
    first_error_span: failed
      ? { index: failed.index, name: failed.name, error_class: errorClass(failed) }
      : null,
    slowest_span: slowestOf(facts.spans),
    stop_reason: stopReasonOf(facts),
    error_class: ending ? errorClass({ error: ending }) : failed ? errorClass(failed) : null,
    repeated_tools: repeatedOf(facts.toolCalls),
  }
}

function isFailed(span: Span): boolean {
  return span.blocked === true || span.error !== null || (span.status ?? 0) >= 400
}

/** The action that kept the agent longest from its answer, of those without children: one that waits for others is not itself slow. */
function slowestOf(spans: readonly Span[]): RunSignals['slowest_span'] {
  const parents = new Set(spans.map((span) => span.parent))
  let slowest: RunSignals['slowest_span'] = null
  for (const { index, name, recordedDuration: duration, timeToHeadersMs } of spans) {
    if (duration === null || parents.has(index)) continue
    const recordedDuration = answerTime({ duration, timeToHeadersMs })
    if (!slowest || recordedDuration > slowest.recordedDuration)
      slowest = { index, name, recordedDuration }
  }
  return slowest
}

const SUCCESS = /^(stop|end_turn|stop_sequence|completed|eos)$/i
const TRUNCATED =
  /^(length|max_tokens|max_output_tokens|model_context_window_exceeded|incomplete)$/i
const FILTERED =
  /^(content_filter|content-filter|refusal|safety|recitation|blocklist|prohibited_content|spii)$/i
const WANTS_TOOLS = /^(tool_calls|tool-calls|tool_use|function_call|pause_turn)$/i

/** Error classes that are a stop reason by themselves. */
const OWN = new Set(['max_steps', 'cancelled', 'interrupted', 'truncated', 'content_filter'])

/** The stop reason of a run, in terms that are the same for all providers. */
function stopReasonOf({ spans, end }: SignalFacts): string {
  if (!end) return 'unknown'
  if (end.error) return stopReasonOfError(end.error, spans)
  const last = spans.findLast((span) => span.type === 'llm')
  if (!last) return 'success'
  if (isFailed(last)) return `llm_error:${errorClass(last)}`
  const reason = last.stopReason
  if (reason === null) return 'unknown'
  if (SUCCESS.test(reason)) return 'success'
  if (TRUNCATED.test(reason)) return 'truncated'
  if (FILTERED.test(reason)) return 'content_filter'
  // The model called a tool and was not called again: the agent's own limit ended the run.
  return WANTS_TOOLS.test(reason) ? 'max_steps' : 'unknown'
}

function stopReasonOfError(
  error: { name: string; message: string },
  spans: readonly Span[],
): string {
  const kind = errorClass({ error })
  const failed = spans.findLast(isFailed)
  const isTool = failed?.type === 'tool' && failed.error?.message === error.message
  if (kind === 'timeout') return isTool ? `tool_timeout:${failed.name}` : timeoutOf(failed)
  if (isTool) return `tool_error:${failed.name}`
  if (OWN.has(kind)) return kind
  return failed?.type === 'llm' ? `llm_error:${errorClass(failed)}` : 'step_error'
}

function timeoutOf(failed: Span | undefined): string {
  return failed?.type === 'llm' ? 'llm_timeout' : 'timeout'
}

function repeatedOf(calls: readonly ToolCallFacts[]): RunSignals['repeated_tools'] {
  const groups = new Map<string, { name: string; count: number; actions: number[] }>()
  for (const { name, key, action } of calls) {
    const call = JSON.stringify([name, key])
    const group = groups.get(call)
    if (group) {
      group.count++
      group.actions.push(action)
    } else groups.set(call, { name, count: 1, actions: [action] })
  }
  return [...groups.values()].filter((group) => group.count > 1).sort((a, b) => b.count - a.count)
}
