import type { PlaceholderBook } from './placeholder.ts'
import { isCompared, type SecretIndex } from './recorded-secrets.ts'

/** A number is compared where the recording has a hash of the secret, and in a text that no redaction has made. */
export function looseness(
  index: SecretIndex | null,
  book: PlaceholderBook,
): (placeholder: string) => boolean {
  if (!index) return () => true
  let made = new Set<string>()
  return (placeholder) => {
    const state = index.stateOf(placeholder)
    if (state !== undefined) return !isCompared(state)
    if (made.size !== book.issued.size)
      made = new Set(Array.from(book.issued.values(), (one) => one.placeholder))
    return made.has(placeholder)
  }
}
