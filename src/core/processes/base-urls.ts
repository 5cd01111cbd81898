/** A variable by which a provider's client finds its service. */
interface BaseUrl {
  variable: string
  /** The address that the client uses without it. */
  url: string
  /** The variable that holds the key, without which the client does not start. */
  key?: string
  /** Where the client documents the variable. */
  source: string
}

const OPENAI = 'https://github.com/openai/openai-python#module-level-client'

/** The variables that lead the clients of providers elsewhere, in any language. */
export const BASE_URLS: readonly BaseUrl[] = [
  {
    variable: 'OPENAI_BASE_URL',
    url: 'https://api.openai.com/v1',
    key: 'OPENAI_API_KEY',
    source: OPENAI,
  },
  { variable: 'OPENAI_API_BASE', url: 'https://api.openai.com/v1', source: OPENAI },
  {
    variable: 'ANTHROPIC_BASE_URL',
    url: 'https://api.anthropic.com',
    key: 'ANTHROPIC_API_KEY',
    source: 'https://github.com/anthropics/anthropic-sdk-python',
  },
  {
    variable: 'GOOGLE_GEMINI_BASE_URL',
    url: 'https://generativelanguage.googleapis.com',
    key: 'GEMINI_API_KEY',
    source: 'https://github.com/googleapis/python-genai',
  },
  {
    variable: 'GROQ_BASE_URL',
    url: 'https://api.groq.com',
    key: 'GROQ_API_KEY',
    source: 'https://github.com/groq/groq-python',
  },
  {
    variable: 'CO_API_URL',
    url: 'https://api.cohere.com',
    key: 'CO_API_KEY',
    source: 'https://github.com/cohere-ai/cohere-python',
  },
]
