import type { RedactionRules } from './rules.ts'
import { createScanner } from './scanner.ts'

const CONTEXT = 24

/** Something in a text that looks like a secret. */
export interface FoundSecret {
  kind: string
  /** Where in the text it begins, in UTF-16 code units. */
  index: number
  /** The text around it, with every secret masked. */
  excerpt: string
}

/**
 * Finds what looks like a secret in a text, a cassette file say, and shows it without showing it.
 *
 * @example
 * findSecrets(`key: sk-${'a1B2'.repeat(12)}`, {})
 * // [{ kind: 'openai-key', index: 5, excerpt: 'key: ********' }]
 */
export function findSecrets(text: string, rules: RedactionRules): FoundSecret[] {
  const matches = createScanner(rules).scan(text)
  return matches.map(({ kind, start, end }, at) => {
    const before = text.slice(Math.max(matches[at - 1]?.end ?? 0, start - CONTEXT), start)
    const after = text.slice(end, Math.min(matches[at + 1]?.start ?? text.length, end + CONTEXT))
    const excerpt = `${before.split('\n').at(-1)}********${after.split('\n', 1)[0]}`
    return { kind, index: start, excerpt }
  })
}
