import { shortHash } from '../cassette/cassette-path.ts'
import type { RecordedRequest } from '../cassette/schema.ts'
import { isCredentialName } from '../redaction/credential-names.ts'
import { headerMeaning } from '../request-headers/header-meaning.ts'

type UnknownHeaders = NonNullable<RecordedRequest['unknownHeaders']>

/** Too short to say what the value is: it may be a secret. */
const DIGITS = 4

/** The headers that no table knows, sorted, with a hash of each value; `kept` are those that the cassette holds anyway. */
export function unknownHeaders(
  headers: Iterable<readonly [name: string, value: string]>,
  kept: ReadonlyArray<readonly [name: string, value: string]>,
): UnknownHeaders {
  const found = new Map<string, string>()
  for (const [spelled, value] of headers) {
    const name = spelled.toLowerCase()
    if (headerMeaning(name).kind !== 'unknown' || isCredentialName(name)) continue
    if (!kept.some(([known]) => known === name)) found.set(name, shortHash(value).slice(0, DIGITS))
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Names of the headers that are on one side alone or have another value. */
export function differingHeaders(recorded: UnknownHeaders, replayed: UnknownHeaders): string[] {
  const [before, now] = [new Map(recorded), new Map(replayed)]
  return [...new Set([...before.keys(), ...now.keys()])].filter(
    (name) => before.get(name) !== now.get(name),
  )
}
