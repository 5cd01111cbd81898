/** Obviously fake, and put together here so that no scanner takes them for real. */
const mixed = (length: number) => 'a1B2'.repeat(Math.ceil(length / 4)).slice(0, length)
const hex = (length: number) => 'a1b2'.repeat(Math.ceil(length / 4)).slice(0, length)
const caps = (length: number) => 'A2B3'.repeat(length / 4)
const letters = (length: number) => 'aBcD'.repeat(length).slice(0, length)
const DASHES = '-'.repeat(5)

export const OPENAI_KEY = 'sk-' + mixed(48)
export const ANTHROPIC_KEY = 'sk-ant-api03-' + mixed(93) + '-' + mixed(6)
export const GITHUB_TOKEN = 'ghp_' + mixed(36)

export const PRIVATE_KEY = [
  `${DASHES}BEGIN RSA PRIVATE KEY${DASHES}`,
  mixed(64),
  mixed(64),
  mixed(20) + '==',
  `${DASHES}END RSA PRIVATE KEY${DASHES}`,
].join('\n')

/** Each kind with a secret of its shape. */
export const FAKE_SECRETS: Array<[kind: string, secret: string]> = [
  ['openai-key', OPENAI_KEY],
  ['openai-key', 'sk-' + hex(32)],
  ['openai-key', 'sk-proj-' + mixed(74) + '_' + mixed(73)],
  ['openai-key', 'sk-svcacct-' + mixed(60)],
  ['anthropic-key', ANTHROPIC_KEY],
  ['openrouter-key', 'sk-or-v1-' + hex(64)],
  ['google-api-key', 'AIza' + mixed(35)],
  ['google-oauth-token', 'ya29.' + mixed(60)],
  ['google-client-secret', 'GOCSPX-' + mixed(28)],
  ['github-token', GITHUB_TOKEN],
  ['github-token', 'gho_' + mixed(36)],
  ['github-token', 'ghs_' + mixed(36)],
  ['github-token', 'ghu_' + mixed(36)],
  ['github-token', 'github_pat_' + mixed(22) + '_' + mixed(59)],
  ['gitlab-token', 'glpat-' + mixed(20)],
  ['slack-token', 'xoxb-1234567890-' + mixed(24)],
  ['slack-token', 'xoxp-1234567890-' + mixed(24)],
  ['aws-access-key', 'AKIA' + caps(16)],
  ['aws-access-key', 'ASIA' + caps(16)],
  ['stripe-key', 'sk_live_' + mixed(24)],
  ['stripe-key', 'rk_live_' + mixed(24)],
  ['stripe-key', 'sk_test_' + mixed(24)],
  ['huggingface-token', 'hf_' + letters(34)],
  ['groq-key', 'gsk_' + mixed(52)],
  ['xai-key', 'xai-' + mixed(80)],
  ['replicate-token', 'r8_' + mixed(37)],
  ['perplexity-key', 'pplx-' + mixed(48)],
  ['npm-token', 'npm_' + mixed(36)],
  ['sendgrid-key', 'SG.' + mixed(22) + '.' + mixed(43)],
  ['twilio-key', 'SK' + hex(32)],
  ['telegram-token', '123456789:AA' + mixed(33)],
  ['jwt', 'eyJ' + mixed(30) + '.eyJ' + mixed(60) + '.' + mixed(43)],
  ['private-key', PRIVATE_KEY],
  ['private-key', PRIVATE_KEY.replaceAll('\n', '\\n')],
]
