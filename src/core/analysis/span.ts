import type { LastAnswer } from './failure/by-answer.ts'
import type { FailureClass } from './failure/classes.ts'
import { failureClass, type FailureFacts } from './failure/classify-error.ts'
import type { EndedProcess } from './failure/ended-process.ts'
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
  /** Reads the page that came in the place of a model's answer; `null` where none did. */
  page?: () => string | null
  /** Milliseconds from the start of the run. */
  start?: number
  /** Reads a text that is equal for equal requests, and for equal inputs of a tool. */
  requestText?: () => string | null
  /** Reads what the answer says of when to ask again: the header `retry-after`. */
  retryAfter?: () => string | null
  /** Reads a text that is equal for equal results of a tool; `null` where the result is not known. */
  resultText?: () => string | null
  /** Reads how a process ended; `null` for what is none, or has not ended. */
  ended?: () => EndedProcess | null
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

/** Accepts an action whose answer broke off, and that failed by nothing else. */
export function isCutOff(span: Span): boolean {
  const isAnswered = !span.blocked && span.error === null && (span.status ?? 0) < 400
  return isAnswered && span.isCutOff === true
}

/** Names the class of a failed action. */
export function classOfSpan(span: Span): FailureClass {
  const isAnswered = !span.blocked && span.error === null && (span.status ?? 0) < 400
  if (isAnswered) return span.isCutOff ? 'connection' : 'unknown'
  const found = failureClass(span)
  // An error that no rule knows is the tool's own where a tool threw it.
  return found === 'agent_error' && span.type === 'tool' ? 'tool_error' : found
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
