// Reading model calls.
export {
  providerOf,
  readModelAnswer,
  readModelRequest,
  readModelResponse,
} from './read-model-call.ts'

// Money.
export { priceOf } from './pricing.ts'

// Answering in a provider's voice.
export { renderProviderError } from './provider-error.ts'

// Type definitions.
export type { ModelBody, ModelMessage, ModelRequest, ToolCall, Usage } from './model-call.ts'
