// Reading model calls.
export { providerOf, readModelRequest, readModelResponse } from './read-model-call.ts'

// Money.
export { priceOf } from './pricing.ts'

// Answering in a provider's voice.
export { renderProviderError } from './provider-error.ts'

// Type definitions.
export type {
  ApiName,
  ModelBody,
  ModelMessage,
  ModelRequest,
  ModelResponse,
  OperationName,
  ProviderName,
  ToolCall,
  Usage,
} from './model-call.ts'
