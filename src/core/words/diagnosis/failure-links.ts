import type { FailureClass } from '../../analysis/failure/classes.ts'
import { innermostFirst, type FailedError } from '../../analysis/failure/failed-error.ts'

/** The facts of a failure that the page about it is found by. */
export interface LinkFacts {
  errorClass: FailureClass
  error: FailedError | null
  /** The provider and the status of the failing exchange. */
  exchange: { provider: string | null; status: number | null } | null
}

/** The pages on which providers list the errors of their services. */
const PROVIDERS: Record<string, string> = {
  openai: 'https://platform.openai.com/docs/guides/error-codes',
  anthropic: 'https://platform.claude.com/docs/en/api/errors',
  google: 'https://ai.google.dev/gemini-api/docs/troubleshooting',
  aws: 'https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html',
  cohere: 'https://docs.cohere.com/reference/errors',
  ollama: 'https://docs.ollama.com/api/errors',
  vercel: 'https://vercel.com/docs/ai-gateway',
}

/** The classes of answers of services, of which their own pages say more than those of the libraries that threw. */
const ANSWERED: ReadonlySet<FailureClass> = new Set([
  'authentication',
  'permission',
  'not_found',
  'invalid_request',
  'quota',
  'rate_limit',
  'overloaded',
  'server_error',
  'context_too_long',
  'content_filter',
  'truncated',
])

const AGENTS = 'https://openai.github.io/openai-agents-js/guides/running-agents/#exceptions'
const AGENTS_ERROR =
  /^(?:MaxTurnsExceeded|ModelBehavior|ModelRefusal|ToolCall|GuardrailExecution)Error$|GuardrailTripwireTriggered$/
const RPC = 'https://www.jsonrpc.org/specification#error_object'
const CHAIN = 'https://docs.langchain.com/oss/javascript'
const GRAPH_CODES = new Set([
  'GRAPH_RECURSION_LIMIT',
  'INVALID_CONCURRENT_GRAPH_UPDATE',
  'INVALID_GRAPH_NODE_RETURN_VALUE',
  'MISSING_CHECKPOINTER',
  'MULTIPLE_SUBGRAPHS',
  'UNREACHABLE_NODE',
])
/** A code as libraries write them: any other text has no place in an address. */
const CODE = /^[A-Z][A-Z0-9_]{1,63}$/
const OWN = 'node_modules/vitest-replay/.github/docs'
/** Codes of our own that end an agent: their paragraph says which option it is. */
const OWN_CODE = /^(?:BUDGET_USED_UP|STEP_LIMIT|REFUSED_BY_POLICY|APPROVAL_PENDING|STORAGE_FAILED)$/

/**
 * Finds the page that describes a failure: that of the provider for what its service answered, else that of the library or
 * the platform whose error it is, else the paragraph of its class.
 */
export function linkOfFailure({ errorClass, error, exchange }: LinkFacts): string {
  const provider = exchange?.provider ?? null
  if (provider !== null && ANSWERED.has(errorClass) && Object.hasOwn(PROVIDERS, provider))
    return PROVIDERS[provider]!
  const chain = error ? innermostFirst(error) : []
  const known = chain.map(linkOfError).find((link) => link !== null)
  if (known) return known
  const status = exchange?.status ?? chain.find((one) => one.status)?.status ?? null
  if (status !== null && status >= 400)
    return `https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/${status}`
  return `${OWN}/failures.md#${errorClass}`
}

function linkOfError({ name, class: constructed, code, fields }: FailedError): string | null {
  const word = typeof code === 'string' ? code : null
  const graph = fields?.['lc_error_code'] ?? word
  if (word !== null && OWN_CODE.test(word)) return `${OWN}/errors.md#${word.toLowerCase()}`
  if (typeof graph === 'string' && GRAPH_CODES.has(graph))
    return `${CHAIN}/langgraph/errors/${graph}`
  const chain = fields?.['lc_error_code']
  if (typeof chain === 'string' && CODE.test(chain)) return `${CHAIN}/langchain/errors/${chain}`
  // A call of the AI SDK that failed is described by what the service answered.
  if (/^AI_\w+Error$/.test(name) && name !== 'AI_APICallError' && name !== 'AI_RetryError')
    return `https://ai-sdk.dev/docs/reference/ai-sdk-errors/${kebabOf(name)}`
  if (AGENTS_ERROR.test(constructed ?? name)) return AGENTS
  if (typeof code === 'number' && code <= -32_000 && code >= -32_768) return RPC
  if (word === null || !CODE.test(word)) return null
  if (word.startsWith('UND_ERR_')) return 'https://undici.nodejs.org/#/docs/api/Errors'
  // Of axios, what the service answered says more.
  if (name === 'AxiosError' || constructed === 'AxiosError')
    return word.startsWith('ERR_BAD_RE') ? null : 'https://axios-http.com/docs/handling_errors'
  if (word === 'MODULE_NOT_FOUND' || word.startsWith('ERR_'))
    return `https://nodejs.org/api/errors.html#${word.toLowerCase()}`
  return /^E[A-Z]+$/.test(word) ? 'https://nodejs.org/api/errors.html#common-system-errors' : null
}

/** `ai-no-such-tool-error` of `AI_NoSuchToolError`. */
function kebabOf(name: string): string {
  return name
    .replace('_', '-')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
}
