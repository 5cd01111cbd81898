import { isJsonObject, type JsonValue } from '../../../json.ts'
import type { FailureClass } from '../classes.ts'

/**
 * Words in a provider's error body that say more than its status: OpenAI's `code` and `type`, Anthropic's `type`, Google's
 * `status`, Bedrock's `__type`.
 */
const WORDS: Record<string, FailureClass> = {
  insufficient_quota: 'quota',
  billing_hard_limit_reached: 'quota',
  billing_not_active: 'quota',
  billing_error: 'quota',
  enforced_spend_limit_reached: 'quota',
  rate_limit_exceeded: 'rate_limit',
  rate_limit_error: 'rate_limit',
  ThrottlingException: 'rate_limit',
  TooManyRequestsException: 'rate_limit',
  ServiceQuotaExceededException: 'quota',
  overloaded_error: 'overloaded',
  ModelNotReadyException: 'overloaded',
  ServiceUnavailableException: 'overloaded',
  api_error: 'server_error',
  server_error: 'server_error',
  INTERNAL: 'server_error',
  InternalServerException: 'server_error',
  ModelErrorException: 'server_error',
  UNAVAILABLE: 'overloaded',
  timeout_error: 'timeout',
  DEADLINE_EXCEEDED: 'timeout',
  ModelTimeoutException: 'timeout',
  invalid_api_key: 'authentication',
  authentication_error: 'authentication',
  UNAUTHENTICATED: 'authentication',
  UnrecognizedClientException: 'authentication',
  ExpiredTokenException: 'authentication',
  API_KEY_INVALID: 'authentication',
  permission_error: 'permission',
  PERMISSION_DENIED: 'permission',
  AccessDeniedException: 'permission',
  model_not_found: 'not_found',
  not_found_error: 'not_found',
  NOT_FOUND: 'not_found',
  ResourceNotFoundException: 'not_found',
  context_length_exceeded: 'context_too_long',
  string_above_max_length: 'context_too_long',
  request_too_large: 'context_too_long',
  content_filter: 'content_filter',
  content_policy_violation: 'content_filter',
  ResponsibleAIPolicyViolation: 'content_filter',
}

const PROMPT_TOO_LONG =
  /maximum context length|prompt is too long|input token count|exceed context limit|exceeds the (?:maximum|model'?s?) .{0,30}(?:tokens?|context)|too many (?:input )?tokens|reduce the length/i
const OUT_OF_CREDIT = /credit balance|exceeded your current quota|spend(?:ing)? limit|billing/i
/** Google calls a limit per minute a quota, too, and says when it is over. */
const RETRY_SOON = /exceeded your current quota.*\bretry in [\d.]+ ?m?s\b/is
/** The history is broken: a tool's result without the call that it belongs to, or a call without its result. */
const BROKEN_HISTORY =
  /messages with role ['"]tool['"] must|['"`]tool_calls['"`] must be followed by|unexpected `tool_use_id`|`tool_use` ids were found without `tool_result`|roles must alternate|function response parts|No tool (?:call|output) found for function call/i
const INVALID_KEY = /api key not valid|invalid api key|incorrect api key/i

/** Finds the class of a failed exchange by the provider's error body; `null` where it says nothing that is known. */
export function classOfErrorBody(body: JsonValue): FailureClass | null {
  const { words, message } = readErrorBody(body)
  const worded = words.flatMap((word) => (Object.hasOwn(WORDS, word) ? [WORDS[word]!] : []))
  // A quota is also reported with the type of a rate limit, and a long prompt as an invalid request.
  if (RETRY_SOON.test(message) && !worded.includes('quota')) return 'rate_limit'
  if (worded.includes('quota') || OUT_OF_CREDIT.test(message)) return 'quota'
  if (PROMPT_TOO_LONG.test(message)) return 'context_too_long'
  if (INVALID_KEY.test(message)) return 'authentication'
  if (BROKEN_HISTORY.test(message)) return 'invalid_prompt'
  return worded[0] ?? null
}

/** Reads the codes and the message of a provider's error body, innermost first. */
export function readErrorBody(body: JsonValue): { words: string[]; message: string } {
  if (!isJsonObject(body)) return { words: [], message: '' }
  const error = isJsonObject(body['error']) ? body['error'] : body
  const details = Array.isArray(error['details']) ? error['details'] : [error['details'] ?? null]
  const reasons = details.flatMap((detail) =>
    isJsonObject(detail) ? [detail['error_code'], detail['reason']] : [],
  )
  const inner = isJsonObject(error['innererror']) ? [error['innererror']['code']] : []
  const words = [
    ...reasons,
    ...inner,
    error['code'],
    error['type'],
    error['status'],
    error['__type'],
  ]
  const message = error['message'] ?? body['message']
  return {
    words: words.filter((word) => typeof word === 'string').map((word) => word.replace(/^.*#/, '')),
    message: typeof message === 'string' ? message : '',
  }
}

/** Finds the class of a failed exchange by its HTTP status; `null` for a status that is no failure. */
export function classOfStatus(status: number): FailureClass | null {
  if (status < 400) return null
  return STATUSES[status] ?? (status >= 500 ? 'server_error' : 'invalid_request')
}

const STATUSES: Record<number, FailureClass> = {
  401: 'authentication',
  402: 'quota',
  403: 'permission',
  404: 'not_found',
  407: 'authentication',
  408: 'timeout',
  409: 'conflict',
  410: 'not_found',
  423: 'conflict',
  429: 'rate_limit',
  503: 'overloaded',
  504: 'timeout',
  524: 'timeout',
  529: 'overloaded',
}
