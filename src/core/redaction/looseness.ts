import { placeholdersIn, type PlaceholderBook, type PlaceholderNumbering } from './placeholder.ts'
import { isCompared, isNotCompared, type SecretIndex } from './recorded-secrets.ts'

/** The numbers of placeholders that say nothing, and after which of the recording they are counted. */
export function numberingOf(
  index: SecretIndex | null,
  book: PlaceholderBook,
): PlaceholderNumbering {
  return { isLoose: looseness(index, book), after: (kind) => index?.numbers.get(kind) ?? 0 }
}

/** A number is compared where the recording has a hash of the secret, and in a text that no redaction has made. */
function looseness(
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

/** Returns `true` for a text with a secret that is compared by its placeholder alone. */
export function hidesGuessable(text: string, index: SecretIndex | null): boolean {
  return (
    index !== null &&
    placeholdersIn(text).some((placeholder) => isNotCompared(index.stateOf(placeholder)))
  )
}
