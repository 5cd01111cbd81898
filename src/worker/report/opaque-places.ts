import type { Value } from '../../core/cassette/schema.ts'
import { isJsonObject, type JsonValue } from '../../core/json.ts'
import { joinPath } from '../../core/matching/json-path.ts'
import { FINAL_OUTPUT } from '../../core/matching/match-rules.ts'
import type { Receipt } from '../../core/report/receipt-schema.ts'
import type { PassLedger } from '../pass/pass-ledger.ts'
import { BODY_HOLDERS } from '../begun/read-bodies.ts'

type OpaquePlace = NonNullable<Receipt['opaque']>[number]

const MOST = 50
const FUNCTION = /^\[function(?: [^\]]*)?\]$/
/** A client or a connection, of which the class alone is known. */
const INSTANCE = /^\[[A-Za-z_$][\w$]*\]$/

const NONE: ReadonlyMap<string, OpaquePlace> = new Map()

/**
 * Lists the places of arguments and outputs of which a part cannot be compared: code, content that takes waiting to be read.
 *
 * @param unread Those that a description does not show.
 */
export function opaquePlaces(
  ledger: PassLedger,
  output: Value | undefined,
  unread = NONE,
): OpaquePlace[] {
  const { redactor } = ledger.options
  const places = [...unread.values()].map((place) => ({
    ...place,
    path: redactor.text(place.path),
  }))
  const named = new Set(places.map(({ action, path }) => `${path} of ${action}`))
  const look = (action: string, value: JsonValue, path: string): void => {
    if (places.length >= MOST) return
    if (typeof value === 'string') {
      const kind = kindOf(value)
      if (kind && !named.has(`${path} of ${action}`)) places.push({ action, path, kind })
    } else if (Array.isArray(value)) {
      value.forEach((part, at) => look(action, part, `${path}[${at}]`))
    } else if (isJsonObject(value)) {
      for (const [key, part] of Object.entries(value)) {
        if (BODY_HOLDERS.has(key) && isJsonObject(part) && !('body' in part))
          places.push({ action, path, kind: 'content' })
        look(action, part, joinPath(path, key))
      }
    }
  }
  for (const { recorded, treatment } of ledger.actions) {
    if (!recorded) continue
    const { name, inputs, outputs } = recorded
    if (inputs) look(name, inputs.json, '$')
    if (outputs && treatment === 'executed') look(name, outputs.json, 'output')
  }
  if (output) look(FINAL_OUTPUT, output.json, '$')
  return places
}

function kindOf(text: string): OpaquePlace['kind'] | null {
  if (FUNCTION.test(text)) return 'code'
  return INSTANCE.test(text) && text !== '[circular]' && text !== '[symbol]' && text !== '[cookie]'
    ? 'instance'
    : null
}
