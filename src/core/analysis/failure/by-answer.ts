import type { FailureClass } from './classes.ts'
import type { FailedError } from './failed-error.ts'

/** Stop reasons of an answer that was cut off, and of one that was refused or filtered, of all providers. */
export const TRUNCATED =
  /^(length|max_tokens|max_output_tokens|model_context_window_exceeded|incomplete)$/i
export const FILTERED =
  /^(content_filter|content-filter|refusal|safety|recitation|blocklist|prohibited_content|spii)$/i

/** The last answer of a model before an agent failed by itself. */
export interface LastAnswer {
  stopReason: string | null
  text: string
  /** Names of the tools that it asks for. */
  tools: readonly string[]
  /** Those of them that the request does not offer, where it offers any. */
  unoffered: readonly string[]
  /** The model declined, in the field that its provider has for that. */
  isRefused: boolean
}

/** Classes of failures in which an agent could not go on with what it had got. */
export const BY_THEMSELVES: ReadonlySet<FailureClass> = new Set([
  'agent_error',
  'invalid_output',
  'empty_output',
])
const NO_TOOL =
  /\b(?:unknown|unsupported|unavailable|undefined|no such|no (?:tool|function|handler)|does not exist|not (?:a )?(?:known|found|registered|available|supported|implemented|defined|allowed))\b/i

/**
 * Finds the class of a failure in the answer that the agent could not use: it was refused, cut off or empty, or it asks for
 * a tool that the agent does not have or with arguments that it does not take. `null` where the answer explains nothing.
 *
 * @param found The class of the error by itself.
 */
export function classOfUnusable(
  found: FailureClass,
  error: FailedError,
  { stopReason, text, tools, unoffered, isRefused }: LastAnswer,
): FailureClass | null {
  if (!BY_THEMSELVES.has(found)) return null
  const isEmpty = text.trim() === '' && tools.length === 0
  if (isRefused || (stopReason !== null && FILTERED.test(stopReason))) return 'content_filter'
  if (stopReason !== null && TRUNCATED.test(stopReason))
    return isEmpty || found === 'invalid_output' ? 'truncated' : null
  if (NO_TOOL.test(error.message) && tools.some((tool) => error.message.includes(tool)))
    return 'tool_missing'
  if (unoffered.length > 0 && found === 'agent_error') return 'tool_missing'
  if (tools.length > 0) return found === 'invalid_output' ? 'tool_arguments' : null
  return isEmpty ? 'empty_output' : null
}
