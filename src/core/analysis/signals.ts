import { answerTime } from '../cassette/answer-time.ts'
import { FILTERED, TRUNCATED } from './failure/by-answer.ts'
import type { FailureClass } from './failure/classes.ts'
import { classifyFailure } from './failure/classify-error.ts'
import type { FailedError } from './failure/failed-error.ts'
import { isFailedProcess } from './failure/ended-process.ts'
import { classOfFirst, explainEnd, type ExplainedEnd } from './explain-end.ts'
import { classOfSpan, failureBefore, isFailed, type Span } from './span.ts'
import { repeatedCalls, type RepeatedCall, type ToolCallFacts } from './tool-calls.ts'

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
  /** Processes that a rule of the policy dropped: a replay starts none, and they write nothing. */
  dropped?: readonly string[]
  /** Actions that were under way when the run was cut off, the outermost last. */
  pending?: ReadonlyArray<Pick<Span, 'index' | 'type' | 'name'>> | undefined
}

/** The first things to look at in a run. */
export interface RunSignals {
  first_error_span: { index: number; name: string; error_class: FailureClass } | null
  slowest_span: { index: number; name: string; recordedDuration: number } | null
  stop_reason: string
  error_class: FailureClass | null
  repeated_tools: RepeatedCall[]
}

/** Computes the signals of a run from its actions. */
export function signalsOf(facts: SignalFacts): RunSignals {
  const { spans } = facts
  const end = facts.end?.error ? explainEnd(facts.end.error, facts) : null
  const failed = firstFailed(spans, end)
  return {
    first_error_span: failed && {
      index: failed.index,
      name: failed.name,
      error_class: classOfFirst(failed, { spans, end }),
    },
    slowest_span: slowestOf(facts.spans),
    stop_reason: stopReasonOf(facts, end),
    error_class: end?.class ?? classOfPending(facts) ?? (failed ? classOfSpan(failed) : null),
    repeated_tools: repeatedCalls(facts.toolCalls),
  }
}

/** The first action that failed; a process that failed is one where the end of the run follows from it. */
function firstFailed(spans: readonly Span[], end: ExplainedEnd | null): Span | null {
  const isCause = ({ index, ended }: Span) =>
    index === end?.span?.index && isFailedProcess(ended?.())
  return spans.find((span) => isFailed(span) || isCause(span)) ?? null
}

function classOfPending({ end, pending }: SignalFacts): FailureClass | null {
  if (end !== null || pending === undefined || pending.length === 0) return null
  return pending[0]!.type === 'approval' ? 'interrupted' : 'timeout'
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
function stopReasonOf(facts: SignalFacts, explained: ExplainedEnd | null): string {
  const { spans, end } = facts
  if (!end) return facts.pending?.[0] ? timeoutOf(facts.pending[0]) : 'unknown'
  if (end.error) return stopReasonOfError(end.error, explained!, facts)
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
  if (repeatedCalls(toolCalls).length > 0) return true
  const isLoop = spans.some(
    ({ type, index, stopReason }) =>
      type === 'llm' && index < last.index && stopReason !== null && WANTS_TOOLS.test(stopReason),
  )
  return isLoop && spans.some(({ type, index }) => index > last.index && type !== 'step')
}

function stopReasonOfError(
  error: FailedError,
  { class: kind }: ExplainedEnd,
  { spans }: SignalFacts,
): string {
  const found = classifyFailure({ error })
  const failed = failureBefore(spans, error)
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
