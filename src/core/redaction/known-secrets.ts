/** A secret that is known by its shape. Where the pattern has a group `secret`, that is the secret. */
export interface KnownSecret {
  kind: string
  /** Literals of which every match holds at least one: what is looked for first. */
  atoms: string[]
  /** Every match holds this, too. */
  also?: string
  pattern: RegExp
  /** @param name What the pattern's group `name` matched. */
  accept?: (secret: string, name: string) => boolean
}

/** Where a token may begin: no word goes before it, though an escape sequence may end in a letter. */
const BEFORE = String.raw`(?:^|[^\w-]|\\[nrtbf]|\\u00[\da-fA-F]{2}|%[\da-fA-F]{2}|\x1b\[[\d;]{0,8}m)`

/**
 * A token that begins with a prefix and ends with the run of its characters.
 *
 * @note What goes before is checked after the prefix: V8 finds a pattern that starts with letters much faster.
 */
function token(kind: string, prefixes: string[], rest: string): KnownSecret {
  const prefix = prefixes.map(escape).join('|')
  const pattern = new RegExp(`(?:${prefix})(?<=${BEFORE}(?:${prefix}))${rest}`, 'dg')
  return { kind, atoms: prefixes, pattern, accept: looksDrawn }
}

/** @note `sk-internationalization` is a word, and so is `glpat-your-token-goes-here`. */
function looksDrawn(secret: string): boolean {
  return /[0-9]|[A-Z]{16}/.test(secret) || (/[a-z]/.test(secret) && /[A-Z]/.test(secret))
}

function escape(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

const END = String.raw`(?![\w-])`
const PROJECT_KEYS = ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-']

/** Tokens with a prefix. Ordered: where two match the same characters, the first names the kind. */
export const TOKENS: KnownSecret[] = [
  token('anthropic-key', ['sk-ant-'], String.raw`[\w-]{24,4096}`),
  token('openrouter-key', ['sk-or-'], String.raw`[\w-]{24,4096}`),
  token('langfuse-key', ['sk-lf-'], '[0-9a-f-]{32,4096}'),
  token('openai-key', PROJECT_KEYS, String.raw`[\w-]{24,4096}`),
  token('openai-key', ['sk-'], '[A-Za-z0-9]{20,4096}'),
  token('openai-key', ['ek_'], '[A-Za-z0-9]{32,4096}'),
  token('google-api-key', ['AIza'], String.raw`[\w-]{35}${END}`),
  token('google-api-key', ['AQ.A'], String.raw`[\w-]{40,4096}`),
  token('google-oauth-token', ['ya29.'], String.raw`[\w-]{24,4096}`),
  token('google-client-secret', ['GOCSPX-'], String.raw`[\w-]{20,4096}`),
  token('github-token', ['ghp_', 'gho_', 'ghs_', 'ghu_', 'ghr_'], '[A-Za-z0-9]{36,4096}'),
  token('github-token', ['github_pat_'], String.raw`\w{40,4096}`),
  token('gitlab-token', ['glpat-', 'gldt-', 'glrt-', 'glptt-'], String.raw`[\w-]{20,4096}`),
  token('slack-token', ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-'], '[A-Za-z0-9-]{10,4096}'),
  token('slack-token', ['xapp-'], '[0-9]-[A-Za-z0-9-]{20,4096}'),
  token('aws-access-key', ['AKIA', 'ASIA'], `[A-Z0-9]{16}${END}`),
  token('stripe-key', ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'], '[A-Za-z0-9]{16,4096}'),
  token('stripe-webhook-secret', ['whsec_'], '[A-Za-z0-9+/]{24,4096}={0,2}'),
  token('elevenlabs-key', ['sk_'], `[0-9a-f]{48}${END}`),
  token('huggingface-token', ['hf_'], '[A-Za-z0-9]{30,4096}'),
  token('groq-key', ['gsk_'], '[A-Za-z0-9]{40,4096}'),
  token('xai-key', ['xai-'], '[A-Za-z0-9]{40,4096}'),
  token('replicate-token', ['r8_'], '[A-Za-z0-9]{36,4096}'),
  token('perplexity-key', ['pplx-'], '[A-Za-z0-9]{40,4096}'),
  token('cerebras-key', ['csk-'], '[A-Za-z0-9]{32,4096}'),
  token('nvidia-key', ['nvapi-'], String.raw`[\w-]{40,4096}`),
  token('tavily-key', ['tvly-'], '[A-Za-z0-9-]{20,4096}'),
  token('langsmith-key', ['lsv2_'], String.raw`\w{32,4096}`),
  token('pinecone-key', ['pcsk_'], String.raw`\w{40,4096}`),
  token('npm-token', ['npm_'], `[A-Za-z0-9]{36}${END}`),
  token('pypi-token', ['pypi-AgE'], String.raw`[\w-]{50,4096}`),
  token('sendgrid-key', ['SG.'], String.raw`[\w-]{16,32}\.[\w-]{30,64}${END}`),
  token('digitalocean-token', ['dop_v1_'], '[0-9a-f]{64}'),
  token('shopify-token', ['shpat_', 'shpss_'], '[0-9a-fA-F]{32}'),
  token('linear-key', ['lin_api_'], '[A-Za-z0-9]{32,4096}'),
  {
    kind: 'twilio-key',
    atoms: Array.from('0123456789abcdef', (digit) => `SK${digit}`),
    pattern: new RegExp(`SK(?<=${BEFORE}SK)[0-9a-f]{32}${END}`, 'dg'),
  },
  {
    kind: 'telegram-token',
    atoms: Array.from('0123456789', (digit) => `${digit}:A`),
    pattern: new RegExp(String.raw`\d{8,10}(?<=${BEFORE}(?:bot)?\d{8,10}):A[\w-]{34}${END}`, 'dg'),
  },
  {
    kind: 'jwt',
    atoms: ['eyJ'],
    pattern: new RegExp(
      String.raw`eyJ(?<=${BEFORE}eyJ)[\w-]{10,4096}\.eyJ[\w-]{10,4096}\.[\w-]{16,4096}`,
      'dg',
    ),
  },
]
