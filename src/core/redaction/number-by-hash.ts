import { environmentSecrets } from './environment.ts'
import { isHash } from './recorded-secrets.ts'
import { namePlaceholder, stateOf } from './replace-secrets.ts'
import type { RedactionRules } from './rules.ts'

/**
 * Numbers secrets by their hashes, where one may be kept: one secret has one number then, whichever redactor meets it, and
 * another has another. To be given to `createRedactor` in the place of a recording.
 */
export function numberByHash(rules: RedactionRules): {
  placeholderOf: (secret: string, kind: string) => string | undefined
} {
  const env = environmentSecrets(rules)
  return {
    placeholderOf: (secret, kind) =>
      isHash(stateOf(secret, kind, env)) ? namePlaceholder(kind, secret, env) : undefined,
  }
}
