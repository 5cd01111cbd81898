import { latin1, latin1Text } from '../bytes.ts'
import type { JsonValue } from '../json.ts'
import { isCredentialField, isCredentialName } from './credential-names.ts'
import { findBase64, GZIP_HEAD, replaceEncoded } from './base64-payload.ts'
import { redactEvents } from './events.ts'
import { redactCookie, redactCookies, redactSentCookies } from './cookies.ts'
import {
  isDescribed,
  isKeptHeader,
  isRequestKey,
  looksSecret,
  presenceOf,
  sortedByName,
  URL_HEADERS,
} from './headers.ts'
import type { TokenRules } from './jwt-stand-in.ts'
import type { LateSecrets } from './late/late-secrets.ts'
import { UnnamedSecrets, type KnownRecording } from './late/unnamed-secrets.ts'
import { hidesGuessable, numberingOf } from './looseness.ts'
import { mapStrings, type KnownElement, type StringMapper } from './map-strings.ts'
import { environmentSecrets, variablesOf } from './environment.ts'
import {
  containsPlaceholder,
  normalizePlaceholders,
  PlaceholderBook,
  readHexPlaceholders,
  unescapePlaceholders,
} from './placeholder.ts'
import {
  indexSecrets,
  isNotCompared,
  isUnguessable,
  type RecordedSecrets,
} from './recorded-secrets.ts'
import type { Redactor } from './redactor-interface.ts'
import type { RedactionRules } from './rules.ts'
import type { NumbersBeside } from './shared-numbers.ts'
import {
  credential,
  listSecrets,
  namePlaceholder,
  replaceMatches,
  whole,
} from './replace-secrets.ts'
import { SENT_KIND, SentSecrets } from './late/sent-secrets.ts'
import { createScanner, type Match } from './scanner.ts'
import { onFirst, ShortMemo, TextMemo } from './text-memo.ts'
import { replaceUntilKnown } from './late/until-known.ts'
import { markUser, redactUrl } from './url.ts'

const SHORTEST_NAME = 16
/** Of a text that stands under no name of its own. */
const NO_NAME = '\0'

/**
 * Makes a redactor. One lasts as long as one recording, for it numbers what it finds.
 *
 * @param recorded The secrets of the recording that is replayed; `null` for one without a list of them.
 * @param recording The redactor of a recording that is being verified: a replay later knows secrets by their hashes.
 * @param beside The numbers that other redactors have issued.
 * @param unnamed The secrets of the recording that a replay meets before the run names them.
 *
 * @example
 * const redactor = createRedactor({ env: process.env })
 * redactor.json({ max_tokens: 10, api_key: 'not-for-the-disk' })
 * // { max_tokens: 10, api_key: '<redacted:credential-field:1>' }
 */
export function createRedactor(
  rules: RedactionRules,
  recorded: RecordedSecrets | null = null,
  recording?: KnownRecording,
  beside?: NumbersBeside,
  unnamed?: LateSecrets,
): Redactor {
  const scanner = createScanner(rules)
  const variables = variablesOf(rules)
  const index = recorded && indexSecrets(recorded, recording, variables.namesOf)
  const tokens: TokenRules = {
    claims: new Set(rules.claims),
    redact: (value) => mapStrings(value, { string: text, name: text }),
  }
  let learnt = 0
  let environmentReads = 0
  const untilKnown = replaceUntilKnown(() => learnt)
  const late = new Set<string>()
  const book = new PlaceholderBook({ recorded: index, beside }, tokens, learn)
  const early = new UnnamedSecrets(
    { late: unnamed, recording },
    rules,
    (kind, secret, placeholder) => {
      const before = learnt
      book.placeholder(kind, secret, placeholder)
      if (learnt === before) learn(kind, secret, true)
    },
  )
  const sent = new SentSecrets((secret) => scanner.scan(secret).length > 0, book)
  const issued = (secret: string) => book.issued.get(secret)?.placeholder
  const presence = {
    text: (value: string) => (early.found.has(value) || sent.has(value) ? value : text(value)),
    placeholderOf: onFirst((one) => (sent.has(one) ? undefined : issued(one))),
    ...variables,
  }
  const numbering = numberingOf(index, book)
  let memo = new TextMemo()
  const short = new ShortMemo()
  const kept = new Set(rules.headers?.map((name) => name.toLowerCase()))
  let seen = rules.changes?.()

  /** Reads the environment again, where the agent has changed it. */
  function refresh(): void {
    const present = rules.changes?.()
    if (present === seen) return
    seen = present
    environmentReads++
    scanner.reload()
    forget()
  }

  /** Forgets what was read without the secrets that are known now. */
  function forget(): void {
    memo = new TextMemo()
    short.clear()
    bodyMapper.known = new WeakMap<object, KnownElement>()
  }

  function text(original: string): string {
    refresh()
    early.recognise(original, undefined)
    return read(original)
  }

  function read(original: string): string {
    const known = memo.get(original)
    if (known !== undefined) return known
    const result = untilKnown(original, replaced)
    memo.set(original, result)
    return result
  }

  function learn(kind: string, secret: string, isSure = false): void {
    if (!scanner.learnt.add(kind, secret, isSure)) return
    learnt++
    forget()
  }

  /** @note Base64 first: a known secret is found in it as it stands, but what is left would be none. */
  function replaced(original: string): string {
    const plain = readHexPlaceholders(original)
    // A file, a mail, the bytes of a value.
    const decoded = replaceEncoded(plain, findBase64, (content) => bytes(content))
    const matches = scanner.scan(decoded)
    return matches.length === 0 ? decoded : replaceMatches(decoded, matches, book)
  }

  function tree<T extends JsonValue>(value: T, by: StringMapper): T {
    refresh()
    return untilKnown(value, (one) => mapStrings(one, by))
  }

  /** Replaces the secrets in bytes, a character each, and in what they hold packed; every other byte is kept. */
  function bytes(
    original: string,
    packing = original.startsWith(GZIP_HEAD) ? rules.gzip : undefined,
  ): string {
    const packed = packing?.unpack(latin1(original))
    if (!packed) {
      early.recognise(original, NO_NAME)
      const matches = scanner.scan(original)
      return matches.length === 0 ? original : replaceMatches(original, matches, book)
    }
    const content = latin1Text(packed)
    early.recognise(content, NO_NAME)
    const kept = replaced(content)
    return kept === content ? original : latin1Text(packing!.pack(latin1(kept)))
  }

  function field(value: string, name: string | undefined): string {
    refresh()
    early.recognise(value, name)
    const cookies = redactCookies(name, value, { value: cookie, text })
    if (cookies !== undefined) return cookies
    return name !== undefined && isCredentialField(name, value)
      ? credential(name, value, scanner, book)
      : read(value)
  }

  function url(original: string): string {
    const parameter = (value: string) => whole(value, scanner.scan(value)[0], 'url-key', book)
    return remembered(original, () =>
      redactUrl(unescapePlaceholders(original), { parameter, text }),
    )
  }

  /** Reads a text that a client sends with many requests, once. */
  function remembered(key: string, read: () => string): string {
    refresh()
    return short.read(key, read)
  }

  function header(name: string, value: string, side: 'request' | 'response'): string {
    refresh()
    if (name === 'mcp-session-id') return value
    if (isDescribed(name, side) && !kept.has(name))
      return remembered(`${name} ${value}`, () => {
        if (side === 'request') sent.add(name, value, !isRequestKey(name))
        return presenceOf(name, value, presence)
      })
    if (name === 'set-cookie') return redactCookie(value, { value: cookie, text })
    if (name === 'cookie') return redactSentCookies(value, { value: cookie, text })
    if (name === 'link') return text(value.replace(/<([^>]*)>/g, (_, target) => `<${url(target)}>`))
    if (URL_HEADERS.has(name)) return side === 'response' ? markUser(value, url(value)) : url(value)
    if (isCredentialName(name)) return credential(name, value, scanner, book)
    const redacted = text(value)
    if (side === 'request' || redacted !== value || containsPlaceholder(value)) return redacted
    return looksSecret(name, value) ? book.placeholder('header', value) : value
  }

  function cookie(value: string): string {
    return containsPlaceholder(value) ? value : whole(value, scanner.scan(value)[0], 'cookie', book)
  }

  function knownIn(value: string): Match[] {
    return scanner.scan(value).filter(({ secret }) => book.issued.has(secret))
  }

  const mapper = {
    string: field,
    bytes,
    name: (name: string) => (name.length < SHORTEST_NAME ? name : text(name)),
  }
  const bodyMapper = { ...mapper, known: new WeakMap<object, KnownElement>() }

  return {
    found: book.counts,
    url,
    headers: (headers, side) => {
      const list = [...headers]
        .filter(([name]) => isKeptHeader(name.toLowerCase(), side, kept))
        .map(([name, value]): [string, string] => [name, header(name.toLowerCase(), value, side)])
      return side === 'request' ? sortedByName(list) : list
    },
    text,
    name(name) {
      refresh()
      const plain = replaceEncoded(name, findBase64, (content) => bytes(content))
      const known = replaceMatches(plain, scanner.scan(plain), {
        placeholder: (kind, secret) => namePlaceholder(kind, secret, environmentSecrets(rules)),
      })
      return early.replaceNamed(known)
    },
    known: (value) => {
      const matches = knownIn(value)
      const known = matches.length === 0 ? value : replaceMatches(value, matches, book)
      return early.replaceHashed(known)
    },
    knownIn,
    withhold: (value, beside) => early.withhold(value, beside),
    json: (value) => tree(value, mapper),
    body: (value) => tree(value, bodyMapper),
    level: (value) => normalizePlaceholders(value, numbering),
    shown: (value) => (index ? normalizePlaceholders(value, numbering) : value),
    get notLookedFor() {
      return scanner.learnt.missed
    },
    get learnt() {
      refresh()
      return learnt + environmentReads
    },
    late,
    learnSent() {
      for (const secret of sent.take()) if (!book.issued.has(secret)) learn(SENT_KIND, secret)
    },
    again: (work) => book.noting(late, work),
    holdsGuessable: recorded?.some(([, state]) => isNotCompared(state)) ?? false,
    hidesGuessable: (value) => hidesGuessable(value, index),
    replacedBy: issued,
    hasReplaced: (secret) => book.issued.has(secret),
    placeholderOf: (secret) => (isUnguessable(secret) ? issued(secret) : undefined),
    secrets: (verified, given) =>
      listSecrets(book.issued, {
        env: environmentSecrets(rules),
        namesOf: variables.namesOf,
        late,
        verified,
        given,
        before: recorded,
      }),
    events: (events) => {
      refresh()
      return redactEvents(events, scanner, book, mapper)
    },
    binary: (original, coding) => {
      refresh()
      const before = latin1Text(original)
      const after = bytes(before, coding ? rules.coding?.(coding) : undefined)
      return after === before ? original : latin1(after)
    },
  }
}
