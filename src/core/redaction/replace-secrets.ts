import { containsPlaceholder, type PlaceholderBook } from './placeholder.ts'
import {
  GIVEN,
  hashSecret,
  isHash,
  isUnguessable,
  UNLISTED,
  type RecordedSecret,
  type RecordedSecrets,
  type SecretState,
} from './recorded-secrets.ts'
import type { Match, Scanner } from './scanner.ts'

/** @note Whatever the scheme: `Bearer`, `Basic`, `AWS4-HMAC-SHA256`. */
const SCHEME = /^[A-Za-z][\w-]{2,24} +/

/** The state of a secret, as a cassette lists it. */
export function stateOf(secret: string, kind: string, env: ReadonlySet<string>): SecretState {
  if (kind.startsWith('env-') || env.has(secret)) return 'environment'
  return isUnguessable(secret) ? hashSecret(secret) : 'guessable'
}

const NO_VARIABLES: ReadonlySet<string> = new Set()

/**
 * Lists the secrets that were replaced, as a cassette does. Those of a recording that was extended go before, and keep their state: most
 * of them were not met again.
 *
 * @param known.before They, where there are any.
 * @note A late one is compared, whatever variable holds it later: another in its place would not be seen otherwise.
 */
export function listSecrets(
  issued: PlaceholderBook['issued'],
  known: {
    env: ReadonlySet<string>
    namesOf: (secret: string) => readonly string[]
    late: ReadonlySet<string>
    verified: { hasReplaced: (secret: string) => boolean } | null
    given: ReadonlySet<string> | undefined
    before?: RecordedSecrets | null
  },
): RecordedSecret[] {
  const { env, namesOf, late, verified, given, before = null } = known
  const unlisted = unlistedKinds(before ?? [])
  const listed = new Map<string, RecordedSecret>(
    before?.map(([name, state, variables]) => [
      name,
      variables ? [name, state, [...variables]] : [name, state === UNLISTED ? 'varies' : state],
    ]),
  )
  for (const [secret, { kind, placeholder }] of issued) {
    const name = placeholder.slice('<redacted:'.length, -1)
    const isLate = late.has(placeholder)
    const list = (state: SecretState) => listed.set(name, entryOf(name, state, namesOf(secret)))
    if (unlisted.has(kind)) listed.set(name, [name, 'varies'])
    else if (verified?.hasReplaced(secret))
      list(isLate ? stateOf(secret, '', NO_VARIABLES) : stateOf(secret, kind, env))
    else if (!listed.has(name)) list(given?.has(placeholder) ? GIVEN : 'varies')
  }
  return [...listed.values()]
}

/** The entry of a secret, with the variables that held it where its value is not compared. */
function entryOf(name: string, state: SecretState, held: readonly string[]): RecordedSecret {
  if (state !== 'environment' && state !== 'varies') return [name, state]
  const variables = held.filter((one) => !name.startsWith(`env-${one}:`))
  return variables.length > 0 ? [name, state, variables] : [name, state]
}

/** @note What was recorded without a list is continued by kinds: one of these secrets may have been answered for another. */
function unlistedKinds(before: RecordedSecrets): Set<string> {
  const unlisted = before.filter(([, state]) => state === UNLISTED)
  return new Set(unlisted.map(([name]) => name.slice(0, name.lastIndexOf(':'))))
}

/** The placeholder of a secret in a name: numbered by its hash, where one may be kept. */
export function namePlaceholder(kind: string, secret: string, env: ReadonlySet<string>): string {
  const state = stateOf(secret, kind, env)
  return `<redacted:${kind}:${isHash(state) ? Number.parseInt(state, 16) : 0}>`
}

/** Replaces the secrets that were found in a text. */
export function replaceMatches(
  text: string,
  matches: readonly Match[],
  book: Pick<PlaceholderBook, 'placeholder'>,
): string {
  let result = ''
  let from = 0
  for (const { kind, start, end, secret } of matches) {
    result += text.slice(from, start) + book.placeholder(kind, secret)
    from = end
  }
  return result + text.slice(from)
}

/** Replaces what a field named as a credential holds; the HTTP scheme of an authorization stays. */
export function credential(
  name: string,
  value: string,
  scanner: Scanner,
  book: PlaceholderBook,
): string {
  if (containsPlaceholder(value)) return replaceMatches(value, scanner.scan(value), book)
  const scheme = (/authorization$/i.test(name) && SCHEME.exec(value)?.[0]) || ''
  const rest = value.slice(scheme.length)
  const [match] = scanner.scan(value)
  const exact = match?.start === scheme.length && match.end === value.length
  return scheme + whole(rest, exact ? match : scanner.scan(rest)[0], 'credential-field', book)
}

/**
 * Replaces a text that is a secret for where it stands.
 *
 * @param match The secret within it that is known by itself, if any.
 * @note A shape that is known names the kind, a variable of the environment does not: the machine that replays may lack it.
 */
export function whole(
  value: string,
  match: Match | undefined,
  kind: string,
  book: PlaceholderBook,
): string {
  if (!match || match.end - match.start < value.length) return book.placeholder(kind, value)
  return book.placeholder(match.kind.startsWith('env-') ? kind : match.kind, match.secret)
}
