import { NEVER_SENT, RESPONSE_ONLY } from '../redaction/headers.ts'
import type { OptionProblem } from './explain-options.ts'

/**
 * Finds a name in a list of headers to keep or to compare that has no effect on requests: an option that cannot be honoured is
 * refused. Of responses every header is kept, and so a name that only they have can be asked for.
 *
 * @example
 * findHeaderProblem(['content-length'], 'redact.headers', 'kept')?.field // 'redact.headers[0]'
 */
export function findHeaderProblem(
  names: unknown,
  field: string,
  wish: 'kept' | 'compared',
): OptionProblem | undefined {
  if (!Array.isArray(names)) return undefined
  for (const [index, given] of names.entries()) {
    if (typeof given !== 'string') continue
    const problem = problemOfName(given, wish)
    if (problem) return { field: `${field}[${index}]`, ...problem }
  }
  return undefined
}

function problemOfName(
  given: string,
  wish: 'kept' | 'compared',
): Omit<OptionProblem, 'field'> | undefined {
  const name = given.toLowerCase()
  const is = `is ${JSON.stringify(given)}`
  if (given.includes('*'))
    return {
      reason: `${is}, and "*" stands for nothing here`,
      remedy: 'Write each name in full',
    }
  if (!/^[!#$%&'+.^_`|~0-9a-z-]+$/.test(name))
    return {
      reason: `${is}, which no header can be named`,
      remedy: 'Write the name alone',
    }
  if (RESPONSE_ONLY.has(name))
    return wish === 'kept'
      ? undefined
      : {
          reason: `${is}, which requests do not have`,
          remedy: 'Remove it: the headers of requests are compared',
        }
  if (!NEVER_SENT.has(name)) return undefined
  return {
    reason: `${is}, which no cassette keeps of a request, as it belongs to one connection or one moment`,
    remedy:
      wish === 'kept'
        ? 'Remove it: of responses, every header is kept without being named'
        : 'Remove it',
  }
}
