import type { Cassette, RecordedAction } from '../../cassette/schema.ts'
import { isJsonObject, type JsonValue } from '../../json.ts'
import { askedOf, valueJson } from '../../matching/asked-of.ts'
import { isEcho, messageListOf } from '../../matching/conversation.ts'
import { joinPath } from '../../matching/json-path.ts'

/** A text or a number that the agent sent or returned, with its place. */
export interface AskedPart {
  value: string | number
  path: string
  /** The name of the field that contains it; for an element of a list, the name of the list. */
  field: string
  /** `true` for a number within an array of numbers. */
  inVector: boolean
}

/** A position of a run: an action, or the final output after the last. */
export interface AskedPosition {
  index: number
  name: string
  action: RecordedAction | null
  /**
   * The whole body or inputs; `null` for the final output, whose parts come from the cassette's end
   * line.
   */
  body: JsonValue
}

/** The name of the final output among the actions. */
const FINAL_OUTPUT = 'final output'
const MAX_DEPTH = 200

/** The names of ids by which a request refers to an earlier answer. */
const REFERENCE =
  /^(?:tool_call_id|tool_use_id|toolUseId|call_id|item_reference|previous_response_id|previousResponseId|signature|thoughtSignature|thought_signature|encrypted_content)$/

/** The positions of a run, in order. */
export function askedPositions({ actions, end }: Cassette): AskedPosition[] {
  const positions = actions.map((action): AskedPosition => {
    const { body } = askedOf(action).asked
    return { index: action.index, name: action.name, action, body }
  })
  const last = end?.output
  if (!last) return positions
  const index = (actions.at(-1)?.index ?? -1) + 1
  return [...positions, { index, name: FINAL_OUTPUT, action: null, body: valueJson(last) }]
}

/** The parts of a position's request. Parts that only repeat the model's own words are left out. */
export function askedParts({ action, body }: AskedPosition): AskedPart[] {
  const parts: AskedPart[] = []
  if (action?.request)
    parts.push({ value: action.request.url, path: 'url', field: '', inVector: false })
  const echoes = new Set<JsonValue>()
  if (action?.request)
    for (const message of messageListOf(body)?.messages ?? [])
      if (isEcho(message)) echoes.add(message)
  const walk = (
    value: JsonValue,
    path: string,
    field: string,
    depth: number,
    inVector: boolean,
  ) => {
    if (typeof value === 'string' || typeof value === 'number') {
      if (!REFERENCE.test(field)) parts.push({ value, path, field, inVector })
    } else if (depth > MAX_DEPTH || echoes.has(value)) return
    else if (Array.isArray(value)) {
      const isVector = value.length > 1 && value.every((part) => typeof part === 'number')
      for (const [at, part] of value.entries())
        walk(part, `${path}[${at}]`, field, depth + 1, isVector)
    } else if (isJsonObject(value))
      for (const key of Object.keys(value))
        walk(value[key]!, joinPath(path, key), key, depth + 1, false)
  }
  walk(body, action ? '$' : 'output', '', 0, false)
  return parts
}
