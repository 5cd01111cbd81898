import type { RecordedAction } from '../cassette/schema.ts'
import { variablesBehind, type RecordedSecrets } from '../redaction/recorded-secrets.ts'

/** The variables in which the SDKs of a provider look for its key. Sources: the documentation of each SDK. */
const BY_PROVIDER: Record<string, readonly string[]> = {
  openai: ['OPENAI_API_KEY', 'OPENAI_ADMIN_KEY', 'AZURE_OPENAI_API_KEY'],
  anthropic: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'],
  google: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
  aws: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_BEARER_TOKEN_BEDROCK'],
  cohere: ['COHERE_API_KEY', 'CO_API_KEY'],
  vercel: ['AI_GATEWAY_API_KEY'],
  ollama: ['OLLAMA_API_KEY'],
}

/** The same for services with another provider's form of requests, by their host. */
const BY_HOST: Record<string, string> = {
  'api.mistral.ai': 'MISTRAL_API_KEY',
  'api.groq.com': 'GROQ_API_KEY',
  'api.deepseek.com': 'DEEPSEEK_API_KEY',
  'openrouter.ai': 'OPENROUTER_API_KEY',
  'api.x.ai': 'XAI_API_KEY',
  'api.together.xyz': 'TOGETHER_API_KEY',
  'api.fireworks.ai': 'FIREWORKS_API_KEY',
  'api.perplexity.ai': 'PERPLEXITY_API_KEY',
}

const VARIABLE = /^[A-Za-z_]\w*$/

/**
 * Names the variables that may hold the keys of what a recording called: those of its providers and hosts, and those whose
 * values were found in it.
 *
 * @param secrets Those of the recording, as its end lists them.
 */
export function credentialVariables(
  actions: readonly Pick<RecordedAction, 'llm' | 'request'>[],
  secrets: RecordedSecrets = [],
): string[] {
  const names = new Set<string>()
  for (const { llm, request } of actions) {
    for (const name of BY_PROVIDER[llm?.provider ?? ''] ?? []) names.add(name)
    const url = request?.url ?? ''
    const host = llm && URL.canParse(url) ? new URL(url).hostname : ''
    if (Object.hasOwn(BY_HOST, host)) names.add(BY_HOST[host]!)
  }
  for (const name of secrets.flatMap(variablesBehind)) if (VARIABLE.test(name)) names.add(name)
  return [...names].sort()
}
