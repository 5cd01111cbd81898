import type { Body, Cassette, CassetteEnd, RecordedRequest } from '../cassette/schema.ts'
import type { JsonValue } from '../json.ts'
import { LateSecrets, type LatePlace } from '../redaction/late/late-secrets.ts'
import { mapStrings } from '../redaction/map-strings.ts'
import { placedIn, placeholdersIn, placeholdersInLines } from '../redaction/placeholder.ts'
import { GIVEN, UNLISTED } from '../redaction/recorded-secrets.ts'
import type { Gzip } from '../redaction/rules.ts'

interface Reading {
  /** Reads what gzip packed. */
  gzip?: Pick<Gzip, 'unpack'> | undefined
  /** Decodes the body of a request. */
  bodyOf?: (request: RecordedRequest) => JsonValue | undefined
  /** Returns `true` for a secret of a name that is known as it is; in verification. */
  isKnown?: (name: string, secret: string, isPlaced: boolean) => boolean
  /** Stands in the place of what the end of the recording lists. */
  listed?: Pick<CassetteEnd, 'secrets' | 'late'> | undefined
}

/** Returns `true` for a recording with secrets that a replay may meet before the run names them. */
export function holdsLate({ actions, end }: Cassette): boolean {
  return (end?.late?.length ?? 0) > 0 || actions.some(({ name }) => name.includes('<redacted:'))
}

/** Finds where the agent of a recording had secrets before the run named them; `undefined` where it had none. */
export function lateSecretsOf(
  cassette: Cassette,
  { gzip, bodyOf, isKnown, listed = cassette.end ?? {} }: Reading = {},
): LateSecrets | undefined {
  const named = new Set(cassette.actions.flatMap(({ name }) => placeholdersIn(name)))
  const states = new Map(listed.secrets?.map(([name, state]) => [name, state]))
  const late = new Map(
    (listed.late ?? [])
      .filter((name) => states.get(name) !== GIVEN)
      .map((name) => [`<redacted:${name}>`, name]),
  )
  if (late.size === 0 && named.size === 0) return undefined
  const places: LatePlace[] = []
  const harmless = new Set<string>()
  const look = (text: string, name: string | undefined): string => {
    const found = placedIn(text, gzip)
    if (found.length === 0) harmless.add(text)
    for (const { name: placeholder, ...beside } of found) {
      const secret = late.get(placeholder)
      if (secret === undefined) continue
      const kind = secret.slice(0, secret.lastIndexOf(':'))
      const known = isKnown && {
        isKnown: (text: string, isPlaced: boolean) => isKnown(secret, text, isPlaced),
      }
      places.push({ kind, placeholder, state: states.get(secret), name, ...known, ...beside })
    }
    return text
  }
  // An answer holds no place of the agent's, where it is not known which secrets were late.
  const isListed = ![...states.values()].includes(UNLISTED)
  for (const part of (isListed ? ownParts : sentParts)(cassette, bodyOf))
    mapStrings(part, { string: look, name: (name) => look(name, undefined) })
  const recorded = () => JSON.stringify(cassette)
  const names = cassette.actions.flatMap(({ name, request }) => (request ? [] : [name]))
  return new LateSecrets(places, { harmless, recorded, named, names })
}

/** The parts of a recording that the agent made, and that a replay compares. */
function* ownParts(cassette: Cassette, bodyOf: Reading['bodyOf']): Iterable<JsonValue> {
  yield* sentParts(cassette, bodyOf)
  for (const { outputs, error } of cassette.actions) {
    if (outputs) yield outputs.json
    if (error) yield error as never
  }
}

function* sentParts(
  { header, actions, end }: Pick<Cassette, 'header' | 'actions' | 'end'>,
  bodyOf?: Reading['bodyOf'],
): Iterable<JsonValue> {
  if (header.input) yield header.input.json
  for (const { request, inputs } of actions) {
    if (request) {
      yield request.url
      for (const [, value] of request.headers) yield value
      const decoded = bodyOf?.(request)
      if (decoded !== undefined) yield decoded
      if (request.body) yield contentOf(request.body)
    }
    if (inputs) yield inputs.json
  }
  if (end?.output) yield end.output.json
  if (end?.error) yield end.error as never
}

/**
 * Lists the secrets that an answer named, and that the agent sent or returned as well: it may have had them before, and sends them
 * as they are in a replay, where the answer has a placeholder.
 */
export function answeredSecrets(cassette: Cassette, bodyOf: Reading['bodyOf']): string[] {
  const answered = new Set<string>()
  for (const { response, outputs, error } of cassette.actions)
    placeholdersOf([response, outputs, error] as never).forEach((one) => answered.add(one))
  // Every turn of a conversation sends all turns before it.
  if (answered.size === 0) return []
  const sent = new Set<string>()
  for (const part of sentParts(cassette, bodyOf))
    placeholdersOf(part).forEach((one) => sent.add(one))
  return [...answered]
    .filter((name) => sent.has(name) && !name.startsWith('<redacted:env-'))
    .map((name) => name.slice('<redacted:'.length, -1))
}

function placeholdersOf(part: JsonValue): Set<string> {
  return placeholdersInLines(JSON.stringify(part ?? null))
}

function contentOf(body: Body): JsonValue {
  if ('json' in body) return body.json
  if ('text' in body) return body.text
  if ('base64' in body) return body.base64
  return ('lines' in body ? body.lines : body.events) as JsonValue
}
