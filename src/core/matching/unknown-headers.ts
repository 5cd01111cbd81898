import { shortHash } from '../cassette/cassette-path.ts'
import type { RecordedRequest } from '../cassette/schema.ts'
import { isCredentialName } from '../redaction/credential-names.ts'
import { headerMeaning } from '../request-headers/header-meaning.ts'

export type UnknownHeaders = NonNullable<RecordedRequest['unknownHeaders']>

/** Too short to say what the value is: it may be a secret. */
const DIGITS = 4

/** The name of a program, where an agent gives one of its own. */
export const PROGRAM_NAME = 'user-agent'
/** Words in what clients call themselves. */
const CLIENT =
  /(?:^|[\s/(_-])(?:axios|bun|client|deno|fetch|got|js|ky|needle|node|nodejs|sdk|superagent|undici)(?![a-z])/i
/** Versions and systems, which are others after each upgrade and on each machine. */
const CIRCUMSTANCES = /\([^)]*\)|\/?v?\d[\w.+-]*/g

/** The headers that no table knows, and the name of a program, sorted, with a hash of each value; `kept` are those that the cassette holds anyway. */
export function unknownHeaders(
  headers: Iterable<readonly [name: string, value: string]>,
  kept: ReadonlyArray<readonly [name: string, value: string]>,
): UnknownHeaders {
  const values = new Map<string, string>()
  const found = new Map<string, string>()
  for (const [spelled, value] of headers) {
    const name = spelled.toLowerCase()
    if (name === PROGRAM_NAME && !CLIENT.test(value))
      found.set(name, hashOf(value.replace(CIRCUMSTANCES, '').trim()))
    if (headerMeaning(name).kind !== 'unknown' || isCredentialName(name)) continue
    const before = values.get(name)
    values.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  for (const [name, value] of values)
    if (!kept.some(([known]) => known === name)) found.set(name, hashOf(value))
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1))
}

function hashOf(value: string): string {
  return shortHash(value).slice(0, DIGITS)
}

/** Names of the headers that are on one side alone or have another value; of a program's name, that both give another one. */
export function differingHeaders(recorded: UnknownHeaders, replayed: UnknownHeaders): string[] {
  const [before, now] = [new Map(recorded), new Map(replayed)]
  return [...new Set([...before.keys(), ...now.keys()])].filter(
    (name) =>
      before.get(name) !== now.get(name) &&
      (name !== PROGRAM_NAME || (before.has(name) && now.has(name))),
  )
}
