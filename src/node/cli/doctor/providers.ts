/** A provider of models, as far as its set-up can be judged. */
interface Provider {
  name: string
  /** Its packages. */
  packages: RegExp
  /** The variables of which one holds its key. */
  keys: readonly string[]
  /** Its models by name. */
  models: RegExp
}

/** Sources: the documentation of each SDK on the variables that it reads. */
export const PROVIDERS: readonly Provider[] = [
  {
    name: 'openai',
    packages: /^(?:openai|@ai-sdk\/openai|@openai\/agents|@langchain\/openai)$/,
    keys: ['OPENAI_API_KEY', 'OPENAI_ADMIN_KEY'],
    models: /^(?:gpt-|o\d|chatgpt-|text-embedding-)/,
  },
  {
    name: 'anthropic',
    packages: /^(?:@anthropic-ai\/.+|@ai-sdk\/anthropic|@langchain\/anthropic)$/,
    keys: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'],
    models: /^claude-/,
  },
  {
    name: 'google',
    packages: /^(?:@google\/genai|@ai-sdk\/google|@langchain\/google-genai)$/,
    keys: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    models: /^(?:models\/)?gemini-/,
  },
  {
    name: 'mistral',
    packages: /^(?:@mistralai\/.+|@ai-sdk\/mistral)$/,
    keys: ['MISTRAL_API_KEY'],
    models: /^(?:mistral|ministral|codestral|magistral)-/,
  },
  {
    name: 'groq',
    packages: /^(?:groq-sdk|@ai-sdk\/groq)$/,
    keys: ['GROQ_API_KEY'],
    models: /^$/,
  },
]

/**
 * Models that their providers have switched off, or announced to.
 *
 * Sources: the pages of OpenAI, Anthropic and Google on deprecations.
 */
export const RETIRED =
  /^(?:gpt-3\.5-turbo-(?:0301|0613|16k)|gpt-4-(?:0314|32k|vision-preview)|text-davinci-|claude-(?:1|2|instant)|claude-3-(?:sonnet|opus)-|(?:models\/)?gemini-1\.)/
