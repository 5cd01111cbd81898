import type { FailureClass } from './failure/classes.ts'
import { classifyFailure } from './failure/classify-error.ts'
import { classOfSpan, isFailed, type Span } from './span.ts'

/**
 * Lists the attempts of a failed call, in their order: calls that ask the same one after the other, and got the same status.
 * It is the call alone where it was not tried again.
 */
export function attemptsOf(spans: readonly Span[], failed: Span): Span[] {
  const own = failed.requestText?.() ?? null
  // A step is no call: what it did failed within it.
  if (own === null || failed.type === 'step') return [failed]
  const leaves = spans.filter(({ type }) => type !== 'step')
  const at = leaves.findIndex(({ index }) => index === failed.index)
  const isAgain = (before: Span | undefined, after: Span | undefined) =>
    before !== undefined && after !== undefined && isSameCall(before, after, own)
  let [first, last] = [at, at]
  while (isAgain(leaves[first - 1], leaves[first])) first--
  while (isAgain(leaves[last], leaves[last + 1])) last++
  return leaves.slice(first, last + 1)
}

/** Calls of the same that overlap were made side by side, and not one because the other had failed. */
function isSameCall(before: Span, after: Span, asked: string): boolean {
  return (
    isFailed(before) &&
    isFailed(after) &&
    before.name === after.name &&
    before.status === after.status &&
    answeredAt(before) <= (after.start ?? 0) &&
    before.requestText?.() === asked &&
    after.requestText?.() === asked
  )
}

function answeredAt({ start = 0, timeToHeadersMs, recordedDuration }: Span): number {
  return start + (timeToHeadersMs ?? recordedDuration ?? 0)
}

/**
 * Finds the attempt whose answer says most: clients read the body of the last one alone.
 *
 * @param attempts At least one.
 */
export function tellingAttempt(attempts: readonly Span[]): Span {
  return attempts.findLast((one) => classifyFailure(one).basis === 'body') ?? attempts[0]!
}

/** Names the class of a failed action by the attempt whose answer says most. */
export function classOfAttempts(spans: readonly Span[], failed: Span): FailureClass {
  return classOfSpan(tellingAttempt(attemptsOf(spans, failed)))
}
