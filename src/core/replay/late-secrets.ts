import type { Body, Cassette } from '../cassette/schema.ts'
import type { JsonValue } from '../json.ts'
import { LateSecrets, type LatePlace } from '../redaction/late/late-secrets.ts'
import { mapStrings } from '../redaction/map-strings.ts'
import { placedIn } from '../redaction/placeholder.ts'
import { GIVEN } from '../redaction/recorded-secrets.ts'

/** Finds where the agent of a recording had secrets before the run named them; `undefined` where it had none. */
export function lateSecretsOf(cassette: Cassette): LateSecrets | undefined {
  const { end } = cassette
  if (!end?.late || end.late.length === 0) return undefined
  const states = new Map(end.secrets)
  const late = new Map(
    end.late
      .filter((name) => states.get(name) !== GIVEN)
      .map((name) => [`<redacted:${name}>`, name]),
  )
  const places: LatePlace[] = []
  const harmless = new Set<string>()
  const look = (text: string, name: string | undefined): string => {
    const found = placedIn(text)
    if (found.length === 0) harmless.add(text)
    for (const { name: placeholder, ...beside } of found) {
      const secret = late.get(placeholder)
      if (secret === undefined) continue
      const kind = secret.slice(0, secret.lastIndexOf(':'))
      places.push({ kind, placeholder, state: states.get(secret), name, ...beside })
    }
    return text
  }
  for (const part of ownParts(cassette))
    mapStrings(part, { string: look, name: (name) => look(name, undefined) })
  return new LateSecrets(places, harmless, () => JSON.stringify(cassette))
}

/** The parts of a recording that the agent made, and that a replay compares. */
function* ownParts({ header, actions, end }: Cassette): Iterable<JsonValue> {
  if (header.input) yield header.input.json
  for (const { request, inputs, outputs, error } of actions) {
    if (request) {
      yield request.url
      for (const [, value] of request.headers) yield value
      if (request.body) yield contentOf(request.body)
    }
    if (inputs) yield inputs.json
    if (outputs) yield outputs.json
    if (error) yield error as never
  }
  if (end?.output) yield end.output.json
  if (end?.error) yield end.error as never
}

function contentOf(body: Body): JsonValue {
  if ('json' in body) return body.json
  if ('text' in body) return body.text
  if ('base64' in body) return body.base64
  return ('lines' in body ? body.lines : body.events) as JsonValue
}
