export { findSecrets } from './find-secrets.ts'
export { CLAIM_STAND_IN } from './jwt-stand-in.ts'
export {
  containsPlaceholder,
  normalizePlaceholders,
  placeholdersInLines,
  unescapePlaceholders,
} from './placeholder.ts'
export { createRedactor } from './redactor.ts'
export { numberByHash } from './number-by-hash.ts'
export { mapErrorTexts, redactErrors } from './redact-errors.ts'
export { SharedNumbers } from './shared-numbers.ts'

// Type definitions.
export type { FoundSecret } from './find-secrets.ts'
export type { Redactor } from './redactor-interface.ts'
export type { Gzip, RedactionRules } from './rules.ts'
