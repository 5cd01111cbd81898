import type { FailedError } from './failure/failed-error.ts'
import { repeatedCalls, type ToolCallFacts } from './tool-calls.ts'
import type { Span } from './span.ts'

const BUGS: ReadonlySet<string> = new Set([
  'TypeError',
  'ReferenceError',
  'RangeError',
  'SyntaxError',
  'URIError',
])
/** Of calls whose results are not known more are needed: a call may be repeated until its result changes. */
const REPEATS = { withResults: 3, withoutResults: 5 }

/**
 * Accepts an error by which an agent ended a loop: until then its model asked for the same call with the same arguments, and
 * the results were the same as well.
 */
export function isLoop(
  error: FailedError,
  { spans, toolCalls }: { spans: readonly Span[]; toolCalls: readonly ToolCallFacts[] },
): boolean {
  if (BUGS.has(error.name)) return false
  const [most] = repeatedCalls(toolCalls)
  if (!most || most.actions.at(-1) !== toolCalls.at(-1)?.action) return false
  const results = most.actions.map(
    (index) => spans.find((span) => span.index === index)?.resultText?.() ?? null,
  )
  if (results.includes(null)) return most.count >= REPEATS.withoutResults
  return most.count >= REPEATS.withResults && new Set(results).size === 1
}
