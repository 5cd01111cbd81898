import type { JsonObject, JsonValue } from '../json.ts'

/**
 * The provider whose API shape a call has; DeepSeek, Groq or Ollama under `/v1` are `openai` too.
 */
export type ProviderName =
  'openai' | 'anthropic' | 'google' | 'aws' | 'cohere' | 'ollama' | 'vercel'

/**
 * The operation of a call, in the terms of OpenTelemetry.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/
 */
export type OperationName = 'chat' | 'embeddings' | 'generate_content' | 'text_completion'

export type ApiName =
  | 'chat.completions'
  | 'responses'
  | 'embeddings'
  | 'completions'
  | 'messages'
  | 'generateContent'
  | 'embedContent'
  | 'converse'
  | 'invoke'
  | 'cohere.chat'
  | 'cohere.chat.v1'
  | 'cohere.embed'
  | 'ollama'
  | 'ollama.embed'
  | 'ai-gateway'

/** Tokens of one call; `null` where the provider did not report a count. */
export interface Usage {
  /** All input, read from or written to a cache included. */
  inputTokens: number | null
  /** All output, reasoning included. */
  outputTokens: number | null
  /** The part of `inputTokens` that was read from a cache. */
  cachedInputTokens: number | null
  /** The part of `inputTokens` that was written to a cache. */
  cacheWriteTokens: number | null
}

/** A call that the model makes: of its caller's tools, or of those that its provider runs itself (web search). */
export interface ToolCall {
  id: string | null
  name: string
  /** Parsed where they are JSON text, else unchanged. */
  arguments: JsonValue
}

export interface ModelMessage {
  role: 'system' | 'user' | 'assistant' | 'tool'
  text: string
  toolCalls: Array<ToolCall>
  toolCallId: string | null
}

export interface ModelRequest {
  provider: ProviderName
  api: ApiName
  operation: OperationName
  model: string | null
  stream: boolean
  messages: Array<ModelMessage>
  /** The names of the offered tools. */
  tools: Array<string>
}

/** The answer of a model; of several choices, the first. */
export interface ModelResponse {
  model: string | null
  usage: Usage | null
  /** The provider's own word; `null` while the answer is unfinished. */
  stopReason: string | null
  text: string
  toolCalls: Array<ToolCall>
}

/** The answer of a stream of which nothing has come yet. */
export function emptyResponse(): ModelResponse {
  return { model: null, usage: null, stopReason: null, text: '', toolCalls: [] }
}

/** A parsed body, or a stream's events; `data` is a string where it is not JSON (`[DONE]`). */
export type ModelBody = { json: JsonValue } | { events: Array<{ event?: string; data: JsonValue }> }

/** One API of a provider: how it is recognised and read. Readers never throw. */
export interface ProviderApi {
  provider: ProviderName
  api: ApiName
  operation: OperationName
  ownsPath(path: string): boolean
  /** `null` when the body is not this API's, although the path is. */
  readRequest(body: JsonObject, path: string, headers: HeaderReader): RequestReading | null
  /** `null` when the body is an error or nothing this API sends. */
  readResponse(body: ModelBody): ModelResponse | null
}

/** Reads a header of a request by its name in lower case. */
export interface HeaderReader {
  get(name: string): string | undefined
}

export type RequestReading = Pick<ModelRequest, 'model' | 'stream' | 'messages' | 'tools'>
