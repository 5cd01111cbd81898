// Reading model calls.
export {
  endsUnfinished,
  providerOf,
  readModelAnswer,
  readModelRequest,
  readModelResponse,
} from './read-model-call.ts'

// Prices.
export { readBilling } from './billing.ts'
export { hostOf, priceOf } from './pricing.ts'

// Errors in a provider's own shape.
export { renderProviderError } from './provider-error.ts'

// Type definitions.
export type {
  ModelBody,
  ModelMessage,
  ModelRequest,
  ProviderName,
  ToolCall,
  Usage,
} from './model-call.ts'
