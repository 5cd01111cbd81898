import type { Value } from '../../core/cassette/schema.ts'
import { bodyContent } from '../../core/cassette/body.ts'
import { isJsonObject, type JsonValue } from '../../core/json.ts'
import { joinPath } from '../../core/matching/json-path.ts'
import type { Receipt } from '../../core/report/receipt-schema.ts'
import { FINAL_OUTPUT } from '../../core/matching/match-rules.ts'
import { hidesInName } from '../../core/redaction/late/guessable-names.ts'
import type { PassLedger } from '../pass/pass-ledger.ts'

type RedactedPlace = NonNullable<Receipt['redacted']>[number]

const MOST = 50

/** Lists the places where the agent's own values were replaced by redaction, and are too easy to guess to be compared. */
export function redactedPlaces(ledger: PassLedger, output: Value | undefined): RedactedPlace[] {
  const { redactor } = ledger.options
  const named = ledger.actions.flatMap(({ recorded }) =>
    recorded && hidesInName(recorded.name) ? [recorded.name] : [],
  )
  const places: RedactedPlace[] = named.slice(0, MOST).map((action) => ({ action, path: 'name' }))
  if (!redactor.holdsGuessable) return places
  const look = (action: string, value: JsonValue, path: string): void => {
    if (places.length >= MOST) return
    if (typeof value === 'string') {
      if (redactor.hidesGuessable(value)) places.push({ action, path })
    } else if (Array.isArray(value)) {
      value.forEach((part, at) => look(action, part, `${path}[${at}]`))
    } else if (isJsonObject(value)) {
      for (const [key, part] of Object.entries(value)) look(action, part, joinPath(path, key))
    }
  }
  for (const { recorded, treatment } of ledger.actions) {
    if (!recorded) continue
    const { name, request, inputs, outputs } = recorded
    if (request) {
      look(name, request.url, 'url')
      const content = bodyContent(request.body)
      if (content && 'json' in content) look(name, content.json, '$')
    }
    if (inputs) look(name, inputs.json, '$')
    if (outputs && treatment === 'executed') look(name, outputs.json, 'output')
  }
  if (output) look(FINAL_OUTPUT, output.json, '$')
  return places
}
