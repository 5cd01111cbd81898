import { answerTime } from '../cassette/answer-time.ts'
import { classOfUnusable, FILTERED, TRUNCATED, type LastAnswer } from './failure/by-answer.ts'
import type { FailureClass } from './failure/classes.ts'
import {
  classifyFailure,
  failureClass,
  type ClassifiedFailure,
  type FailureFacts,
} from './failure/classify-error.ts'
import type { FailedError } from './failure/failed-error.ts'

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
  /** The server ended the answer before it was whole. */
  isCutOff?: boolean
  /** Reads the answer of a model; `null` where it is none. */
  answered?: () => Omit<LastAnswer, 'stopReason'> | null
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
  end: {
    error: FailedError | null
    /** It returned what says that a person is waited for. */
    isWaiting?: true
  } | null
  /** Actions that were under way when the run was cut off, the outermost last. */
  pending?: ReadonlyArray<Pick<Span, 'index' | 'type' | 'name'>> | undefined
}

/** The first things to look at in a run. */
export interface RunSignals {
  first_error_span: { index: number; name: string; error_class: FailureClass } | null
  slowest_span: { index: number; name: string; recordedDuration: number } | null
  stop_reason: string
  error_class: FailureClass | null
  repeated_tools: Array<{ name: string; count: number; actions: number[] }>
}

/** Computes the signals of a run from its actions. */
export function signalsOf(facts: SignalFacts): RunSignals {
  const failed = facts.spans.find(isFailed)
  const ofRun = classOfRun(facts)
  return {
    first_error_span: failed
      ? { index: failed.index, name: failed.name, error_class: classOfFirst(failed, ofRun) }
      : null,
    slowest_span: slowestOf(facts.spans),
    stop_reason: stopReasonOf(facts),
    error_class: ofRun ?? classOfPending(facts) ?? (failed ? classOfSpan(failed) : null),
    repeated_tools: repeatedOf(facts.toolCalls),
  }
}

/** A call that was aborted because its time was over is a time-out. */
function classOfFirst(failed: Span, ofRun: FailureClass | null): FailureClass {
  const own = classOfSpan(failed)
  return own === 'cancelled' && ofRun === 'timeout' ? ofRun : own
}

function classOfPending({ end, pending }: SignalFacts): FailureClass | null {
  if (end !== null || pending === undefined || pending.length === 0) return null
  return pending[0]!.type === 'approval' ? 'interrupted' : 'timeout'
}

/** Accepts an action that ended in an error, was blocked, was answered with an error status, or got half an answer. */
export function isFailed(span: Span): boolean {
  return (
    span.blocked === true ||
    span.error !== null ||
    (span.status ?? 0) >= 400 ||
    span.isCutOff === true
  )
}

/** Names the class of a failed action. */
export function classOfSpan(span: Span): FailureClass {
  const isAnswered = !span.blocked && span.error === null && (span.status ?? 0) < 400
  if (isAnswered) return span.isCutOff ? 'connection' : 'unknown'
  const found = failureClass(span)
  // An error that no rule knows is the tool's own where a tool threw it.
  return found === 'agent_error' && span.type === 'tool' ? 'tool_error' : found
}

/** The class of the error that ended a run; `null` where none did. */
function classOfRun({ spans, end }: SignalFacts): FailureClass | null {
  if (!end?.error) return null
  const found = classifyFailure({ error: end.error })
  const unusable = classOfLastAnswer(found.class, end.error, spans)
  if (unusable) return unusable
  const before = failureBefore(spans, end.error)
  // Some SDKs keep of an answer that they cannot read the status alone.
  if (found.basis === 'status' && before?.type === 'llm' && before.status === statusOf(found.error))
    return classOfSpan(before)
  if (found.basis !== 'none' && found.basis !== 'message') return found.class
  if (!before) return found.class
  const behind = classOfSpan(before)
  return found.basis === 'message' && behind === 'tool_error' ? found.class : behind
}

/** @note Some SDKs keep the status in a field of their own. */
function statusOf(error: FailedError | null): unknown {
  return error?.status ?? error?.fields?.['status'] ?? error?.fields?.['statusCode']
}

/** The class that the last answer of a model explains, where an agent failed with it and did nothing since. */
function classOfLastAnswer(
  found: FailureClass,
  error: FailedError,
  spans: readonly Span[],
): FailureClass | null {
  const last = spans.findLast(({ type }) => type !== 'step')
  if (last?.type !== 'llm' || isFailed(last)) return null
  const answer = last.answered?.() ?? null
  return answer && classOfUnusable(found, error, { ...answer, stopReason: last.stopReason })
}

/**
 * Finds the failed action that an error follows from: the one that threw it, else the first of those after which nothing
 * succeeded any more.
 */
export function failureBefore(spans: readonly Span[], error: FailedError): Span | null {
  const thrown = spans.findLast((span) => isFailed(span) && isWithin(error, span.error))
  if (thrown) return thrown
  const leaves = spans.filter(({ type }) => type !== 'step')
  const succeeded = leaves.findLastIndex((span) => !isFailed(span))
  return leaves[succeeded + 1] ?? null
}

function isWithin(error: FailedError, part: FailedError | null): boolean {
  if (part === null) return false
  if (error.name === part.name && error.message === part.message) return true
  return error.cause !== undefined && isWithin(error.cause, part)
}

/**
 * The action that kept the agent longest from its answer, of those without children: one that waits for others is not itself
 * slow, and a person who takes time to approve is no part of the agent.
 */
function slowestOf(spans: readonly Span[]): RunSignals['slowest_span'] {
  const parents = new Set(spans.map((span) => span.parent))
  let slowest: RunSignals['slowest_span'] = null
  for (const { index, type, name, recordedDuration: duration, timeToHeadersMs } of spans) {
    if (duration === null || type === 'approval' || parents.has(index)) continue
    const recordedDuration = answerTime({ duration, timeToHeadersMs })
    if (!slowest || recordedDuration > slowest.recordedDuration)
      slowest = { index, name, recordedDuration }
  }
  return slowest
}

const SUCCESS = /^(stop|end_turn|stop_sequence|completed|eos)$/i
const WANTS_TOOLS = /^(tool_calls|tool-calls|tool_use|function_call|pause_turn)$/i

/** Error classes that are a stop reason by themselves. */
const OWN: Partial<Record<FailureClass, string>> = {
  step_limit: 'max_steps',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
  truncated: 'truncated',
  content_filter: 'content_filter',
  guardrail: 'guardrail',
  budget: 'budget',
  refused: 'refused',
}

/**
 * The stop reason of a run, in terms that are the same for all providers: `success`, `truncated`, `content_filter`,
 * `max_steps`, `step_limit`, `budget`, `guardrail`, `refused`, `cancelled`, `interrupted`, `timeout`, `llm_timeout`, `tool_timeout:<name>`,
 * `tool_error:<name>`, `llm_error:<class>`, `step_error`, `not_recorded` or `unknown`.
 */
function stopReasonOf(facts: SignalFacts): string {
  const { spans, end } = facts
  if (!end) return facts.pending?.[0] ? timeoutOf(facts.pending[0]) : 'unknown'
  if (end.error) return stopReasonOfError(end.error, facts)
  if (end.isWaiting || waitsForApproval(spans)) return 'interrupted'
  const last = spans.findLast((span) => span.type === 'llm')
  if (!last) return 'success'
  if (isFailed(last)) return `llm_error:${classOfSpan(last)}`
  const reason = last.stopReason
  if (reason === null) return 'unknown'
  if (SUCCESS.test(reason)) return 'success'
  if (TRUNCATED.test(reason)) return 'truncated'
  if (FILTERED.test(reason)) return 'content_filter'
  return WANTS_TOOLS.test(reason) && isCutShort(facts, last) ? 'max_steps' : 'unknown'
}

/**
 * Accepts a run that the agent's own limit ended although its model was not called again after it had asked for a tool: it did so in a
 * loop, and its tool was still called; or it repeats a call. An agent that reads its answer out of a tool call does neither.
 */
function isCutShort({ spans, toolCalls }: SignalFacts, last: Span): boolean {
  if (repeatedOf(toolCalls).length > 0) return true
  const isLoop = spans.some(
    ({ type, index, stopReason }) =>
      type === 'llm' && index < last.index && stopReason !== null && WANTS_TOOLS.test(stopReason),
  )
  return isLoop && spans.some(({ type, index }) => index > last.index && type !== 'step')
}

function stopReasonOfError(error: FailedError, facts: SignalFacts): string {
  const found: ClassifiedFailure = classifyFailure({ error })
  const failed = failureBefore(facts.spans, error)
  const kind = classOfRun(facts) ?? found.class
  if (kind === 'timeout') return timeoutOf(failed)
  // A budget counts steps, too; the limits of frameworks have a stop reason of their own.
  if (found.error?.code === 'STEP_LIMIT') return 'step_limit'
  const own = OWN[kind]
  if (own !== undefined) return own
  if (failed?.blocked) return 'not_recorded'
  if (failed?.type === 'tool') return `tool_error:${failed.name}`
  return failed?.type === 'llm' ? `llm_error:${kind}` : 'step_error'
}

/** The last thing that the agent did was to ask for an approval, and nobody answered. */
function waitsForApproval(spans: readonly Span[]): boolean {
  const asked = spans.findLast(({ type }) => type === 'approval')
  if (asked?.error?.code !== 'APPROVAL_PENDING') return false
  return !spans.some(
    ({ index, type, parent }) => index > asked.index && type !== 'step' && parent !== asked.index,
  )
}

function timeoutOf(failed: Pick<Span, 'type' | 'name'> | null): string {
  if (failed?.type === 'approval') return 'interrupted'
  if (failed?.type === 'tool') return `tool_timeout:${failed.name}`
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
