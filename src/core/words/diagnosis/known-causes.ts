import type { FailedError } from '../../analysis/failure/failed-error.ts'
import { innermostFirst } from '../../analysis/failure/failed-error.ts'

/** A cause that the user knows: an entry of the option `diagnose`. */
export interface KnownCause {
  match: string | RegExp
  cause: string
  remedy: string
}

/** Finds the first cause that the user knows of an error or of what caused it; `undefined` where none matches. */
export function findKnownCause(
  error: FailedError | null,
  known: readonly KnownCause[],
): KnownCause | undefined {
  if (!error || known.length === 0) return undefined
  const texts = innermostFirst(error).map(({ name, message }) => `${name}: ${message}`)
  return known.find(({ match }) =>
    texts.some((text) =>
      typeof match === 'string'
        ? text.includes(match)
        : new RegExp(match.source, flagsOf(match)).test(text),
    ),
  )
}

/** @note A pattern with `g` or `y` remembers where it was. */
function flagsOf({ flags }: RegExp): string {
  return flags.replace(/[gy]/g, '')
}
