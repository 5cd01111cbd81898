import { classOfAttempts } from './attempts.ts'
import { mayBeAnswer } from './failure/broken-json.ts'
import { BY_THEMSELVES, classOfUnusable } from './failure/by-answer.ts'
import type { FailureClass } from './failure/classes.ts'
import { classifyFailure, type ClassifiedFailure } from './failure/classify-error.ts'
import { classOfProcess, isFailedProcess, type EndedProcess } from './failure/ended-process.ts'
import type { FailedError } from './failure/failed-error.ts'
import { isLoop } from './is-loop.ts'
import { classOfSpan, failureBefore, isCutOff, isFailed, type Span } from './span.ts'
import type { ToolCallFacts } from './tool-calls.ts'

/** The origin of the error that ended a run. */
export interface ExplainedEnd {
  class: FailureClass
  /** The action that it follows from; `null` where the agent failed by itself. */
  span: Span | null
  /**
   * A loop that the agent ended by itself, a page in the place of data or of a model's answer, a stream that ended before its
   * answer was whole, or the output of a process that was dropped.
   */
  form: 'loop' | 'page' | 'no_answer' | 'cut' | 'dropped' | null
}

interface EndFacts {
  spans: readonly Span[]
  toolCalls: readonly ToolCallFacts[]
  /** Processes that the policy dropped. */
  dropped?: readonly string[]
}

/** Finds what the error that ended a run follows from: it may be only a consequence of a call, a process or an answer. */
export function explainEnd(
  error: FailedError,
  { spans, toolCalls, dropped = [] }: EndFacts,
): ExplainedEnd {
  const found = ownOrNot(classifyFailure({ error }), spans)
  const process = failedProcess(spans, found)
  if (process) {
    // The error of a process tells more than its end: a time limit that is over, too.
    const own = found.basis === 'process' ? found.class : classOfProcess(process.ended!()!)
    return { class: own, span: process, form: null }
  }
  const broken = BY_THEMSELVES.has(found.class) ? brokenAnswer(spans) : null
  if (broken) return broken
  const before = failureBefore(spans, error)
  if (dropped.length > 0 && before === null && BY_THEMSELVES.has(found.class))
    return { class: 'configuration', span: null, form: 'dropped' }
  const unusable = classOfLastAnswer(found.class, error, spans)
  if (unusable) return { class: unusable, span: before, form: null }
  if (found.class === 'server_error' && found.error?.name === 'SyntaxError') {
    const page = before ?? lastExchange(spans)
    // A model that was asked for JSON may write HTML by itself.
    if (page?.answered?.()) return { class: 'invalid_output', span: null, form: null }
    return { class: found.class, span: page, form: 'page' }
  }
  if (before === null && found.basis === 'none' && isLoop(error, { spans, toolCalls }))
    return { class: 'step_limit', span: null, form: 'loop' }
  return { class: classOfEnd(found, before, spans), span: before, form: null }
}

/**
 * Takes an error for the agent's own where only its words say otherwise, and nothing that the agent did bears them out: a limit
 * of orders is none of requests, a file of broken JSON no answer of a model.
 */
function ownOrNot(found: ClassifiedFailure, spans: readonly Span[]): ClassifiedFailure {
  const { error } = found
  if (found.basis !== 'message' || error === null || spans.length === 0) return found
  const own: ClassifiedFailure = { class: 'agent_error', basis: 'none', error }
  if (error.name === 'SyntaxError' && found.class === 'invalid_output') {
    const answers = spans.flatMap((span) => span.answered?.() ?? [])
    return mayBeAnswer(error, answers) ? found : own
  }
  const isHearsay = OF_CALLS.has(found.class) && !OWN_LIMIT.test(error.message)
  return isHearsay && spans.every((span) => !isFailed(span)) ? own : found
}

/** Classes of failures that calls have, and that are seen where one is made. */
const OF_CALLS: ReadonlySet<FailureClass> = new Set([
  'rate_limit',
  'quota',
  'overloaded',
  'timeout',
  'connection',
  'permission',
  'authentication',
])
/** A time limit that the agent sets itself says how long it is. */
const OWN_LIMIT = /\d ?(?:ms|milliseconds?|s|secs?|seconds?|minutes?)\b/i

function classOfEnd(
  found: ClassifiedFailure,
  before: Span | null,
  spans: readonly Span[],
): FailureClass {
  const behind = () => classOfAttempts(spans, before!)
  // Some SDKs keep of an answer that they cannot read the status alone.
  if (found.basis === 'status' && before?.type === 'llm' && before.status === statusOf(found.error))
    return behind()
  if (found.basis !== 'none' && found.basis !== 'message') return found.class
  if (!before) return found.class
  const known = behind()
  return found.basis === 'message' && known === 'tool_error' ? found.class : known
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
  const last = lastLeaf(spans)
  if (last?.type !== 'llm' || isFailed(last)) return null
  const answer = last.answered?.() ?? null
  return answer && classOfUnusable(found, error, { ...answer, stopReason: last.stopReason })
}

/** The last answer, where it is none of a model, or half of one: the agent could do nothing with it. */
function brokenAnswer(spans: readonly Span[]): ExplainedEnd | null {
  const last = lastLeaf(spans)
  if (last?.type !== 'llm') return null
  if (isCutOff(last)) return { class: 'connection', span: last, form: 'cut' }
  const isPage = (last.page?.() ?? null) !== null
  return isPage ? { class: 'server_error', span: last, form: 'no_answer' } : null
}

/** Errors of what speaks to a process through its streams, once it is gone. */
const HUNG_UP: ReadonlySet<unknown> = new Set([-32_000, 'EPIPE', 'ERR_STREAM_DESTROYED'])

/**
 * Finds the process that an error follows from: the connection to it is closed; or it is the last thing that the agent did,
 * and the error says that a process failed, or says nothing that is known while the process wrote an error.
 */
function failedProcess(spans: readonly Span[], found: ClassifiedFailure): Span | null {
  const process = spans.findLast(({ ended }) => isFailedProcess(ended?.()))
  if (!process) return null
  if (HUNG_UP.has(found.error?.code)) return process
  if (lastLeaf(spans)?.index !== process.index) return null
  if (found.basis === 'process') return isEndOf(process.ended!()!, found.error!) ? process : null
  if (found.class === 'process_failed') return found.basis === 'message' ? process : null
  const isOwn = found.basis === 'none' || found.class === 'invalid_output'
  return isOwn && process.ended!()!.stderr.trim() !== '' ? process : null
}

/** Accepts the error that Node makes of the end of a process: it carries its exit code or its signal. */
function isEndOf({ exitCode, signal }: EndedProcess, { code, fields }: FailedError): boolean {
  if (signal !== null) return fields?.['signal'] === signal
  return [code, fields?.['exitCode']].includes(exitCode ?? undefined)
}

function lastLeaf(spans: readonly Span[]): Span | undefined {
  return spans.findLast(({ type }) => type !== 'step')
}

function lastExchange(spans: readonly Span[]): Span | null {
  const last = lastLeaf(spans)
  return last?.type === 'http' || last?.type === 'llm' ? last : null
}

/** Names the class of the first failed action: its own, or that of the run whose end it explains. */
export function classOfFirst(
  failed: Span,
  { spans, end }: { spans: readonly Span[]; end: ExplainedEnd | null },
): FailureClass {
  if (end?.span?.index === failed.index && isFailedProcess(failed.ended?.())) return end.class
  const own = failed.status ? classOfAttempts(spans, failed) : classOfSpan(failed)
  // A call that was aborted because its time was over is a time-out.
  return own === 'cancelled' && end?.class === 'timeout' ? end.class : own
}
