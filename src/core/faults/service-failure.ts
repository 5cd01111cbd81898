import type { JsonValue } from '../json.ts'
import type { ProviderName } from '../providers/index.ts'

/** The way in which a service fails although the request is right. */
export type ServiceFailure = 'rate_limited' | 'server_error' | 'overloaded'

/** The answer of a service that fails. */
export interface FailureAnswer {
  status: number
  statusText: string
  headers: Array<[name: string, value: string]>
  json: JsonValue
}

const STATUS: Record<ServiceFailure, [status: number, text: string, message: string]> = {
  rate_limited: [429, 'Too Many Requests', 'Rate limit reached, please try again later.'],
  server_error: [500, 'Internal Server Error', 'The server had an error.'],
  overloaded: [503, 'Service Unavailable', 'The service is overloaded, please try again later.'],
}

type Render = (failure: ServiceFailure, message: string) => JsonValue

const openAi =
  (types: Record<ServiceFailure, [type: string, code: string | null]>): Render =>
  (failure, message) => {
    const [type, code] = types[failure]
    return { error: { message, type, param: null, code } }
  }

const ANTHROPIC = {
  rate_limited: 'rate_limit_error',
  server_error: 'api_error',
  overloaded: 'overloaded_error',
}

const GOOGLE = {
  rate_limited: 'RESOURCE_EXHAUSTED',
  server_error: 'INTERNAL',
  overloaded: 'UNAVAILABLE',
}

const AWS = {
  rate_limited: 'ThrottlingException',
  server_error: 'InternalServerException',
  overloaded: 'ServiceUnavailableException',
}

const SHAPES: Record<ProviderName, Render> = {
  openai: openAi({
    rate_limited: ['requests', 'rate_limit_exceeded'],
    server_error: ['server_error', null],
    overloaded: ['server_error', null],
  }),
  vercel: openAi({
    rate_limited: ['rate_limit_exceeded', 'rate_limit_exceeded'],
    server_error: ['internal_server_error', null],
    overloaded: ['internal_server_error', null],
  }),
  anthropic: (failure, message) => ({
    type: 'error',
    error: { type: ANTHROPIC[failure], message },
  }),
  google: (failure, message) => ({
    error: { code: STATUS[failure][0], message, status: GOOGLE[failure] },
  }),
  aws: (_failure, message) => ({ message }),
  cohere: (_failure, message) => ({ message }),
  ollama: (_failure, message) => ({ error: message }),
}

/**
 * Renders the answer of a service that fails, in the form of its provider; of a service that is no model's, in a common one.
 *
 * @example
 * renderFailure('anthropic', 'overloaded').status // 529
 *
 * @see https://docs.anthropic.com/en/api/errors
 * @see https://platform.openai.com/docs/guides/error-codes
 */
export function renderFailure(
  provider: ProviderName | null,
  failure: ServiceFailure,
): FailureAnswer {
  const [status, statusText, message] = STATUS[failure]
  const headers: Array<[string, string]> = [['content-type', 'application/json']]
  if (failure !== 'server_error') headers.push(['retry-after', '1'])
  if (provider === 'aws') headers.push(['x-amzn-errortype', AWS[failure]])
  const json = provider ? SHAPES[provider](failure, message) : { error: message }
  return provider === 'anthropic' && failure === 'overloaded'
    ? { status: 529, statusText: '', headers, json }
    : { status, statusText, headers, json }
}

/** The message of a failure, by which its error is recognised. */
export function failureMessage(failure: ServiceFailure): string {
  return STATUS[failure][2]
}
