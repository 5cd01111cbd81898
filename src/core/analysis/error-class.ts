/** Known facts of a failure. */
export interface FailureFacts {
  error: { name: string; message: string } | null
  /** The HTTP status. */
  status?: number | null
  /** `true` if a replay had no recorded answer for it. */
  blocked?: boolean
}

const BY_NAME: Array<[RegExp, string]> = [
  [/timeout/i, 'timeout'],
  [/abort/i, 'cancelled'],
  [/interrupt/i, 'interrupted'],
  [/ratelimit/i, 'rate_limited'],
  [/maxturns|recursion|maxsteps/i, 'max_steps'],
  [/refusal|contentfilter/i, 'content_filter'],
  [/lengthfinishreason/i, 'truncated'],
  [/syntaxerror|zoderror|validation|parseerror|invalidtool|noobjectgenerated/i, 'invalid_output'],
]

const BY_MESSAGE: Array<[RegExp, string]> = [
  [/\btimed? ?out\b|ETIMEDOUT|UND_ERR_(HEADERS|BODY)_TIMEOUT/i, 'timeout'],
  [/fetch failed|ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|socket hang up|network/i, 'network'],
  [/maximum (number of )?(turns|steps)|max turns|recursion limit/i, 'max_steps'],
]

/**
 * Names the kind of a failure: `timeout`, `rate_limited`, `unauthorized`, `client_error`, `server_error`, `network`,
 * `cancelled`, `interrupted`, `invalid_output`, `max_steps`, `content_filter`, `truncated`, `not_recorded` or `runtime_error`.
 *
 * @example
 * errorClass({ error: null, status: 429 }) // 'rate_limited'
 */
export function errorClass({ error, status, blocked }: FailureFacts): string {
  if (blocked) return 'not_recorded'
  if (status && status >= 400) return classOfStatus(status)
  if (!error) return 'runtime_error'
  const found =
    BY_NAME.find(([pattern]) => pattern.test(error.name)) ??
    BY_MESSAGE.find(([pattern]) => pattern.test(error.message))
  return found?.[1] ?? 'runtime_error'
}

function classOfStatus(status: number): string {
  if (status === 408 || status === 504) return 'timeout'
  if (status === 429) return 'rate_limited'
  if (status === 401 || status === 403) return 'unauthorized'
  return status >= 500 ? 'server_error' : 'client_error'
}
