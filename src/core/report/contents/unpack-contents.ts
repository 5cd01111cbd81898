import { ReplayError } from '../../errors.ts'
import {
  isJsonObject,
  mapObject,
  MAX_JSON_DEPTH,
  type JsonObject,
  type JsonValue,
} from '../../json.ts'
import { LITERAL, REF, THEN, type Contents } from './contents.ts'

/**
 * Gives back what was packed. Equal parts are one and the same object: do not change them.
 *
 * @throws ReplayError `REPORT_CORRUPT` where a reference leads nowhere or around a circle.
 */
export function unpackContents(packed: JsonValue, contents: Contents): JsonValue {
  return createUnpacker(contents)(packed)
}

/** A body of the deepest kind, and the references within it. */
const MAX_DEPTH = 2 * MAX_JSON_DEPTH

/** Reads packed JSON. */
export type Unpack = (packed: JsonValue) => JsonValue

/** Like `unpackContents`, for many values over the same contents: each part is made once. */
export function createUnpacker(contents: Contents): Unpack {
  const known = new Map<string, JsonValue>()
  const open = new Set<string>()

  let depth = 0

  function unpack(packed: JsonValue): JsonValue {
    if (typeof packed !== 'object' || packed === null) return packed
    if (depth === MAX_DEPTH) throw brokenContents(`they are nested deeper than ${MAX_DEPTH} levels`)
    depth++
    const unpacked = unpackParts(packed)
    depth--
    return unpacked
  }

  function unpackParts(packed: JsonObject | JsonValue[]): JsonValue {
    if (Array.isArray(packed)) return packed.map(unpack)
    if (typeof packed[REF] === 'string') return follow(packed)
    const literal = Object.hasOwn(packed, LITERAL) ? packed[LITERAL] : undefined
    return mapObject(isJsonObject(literal) ? literal : packed, unpack)
  }

  /** @note Follows a list to its beginning in a loop: a conversation may have more turns than the stack has room. */
  function follow(packed: JsonObject): JsonValue {
    const chain: Array<{ key: string | null; more: JsonValue[] }> = []
    const entered: string[] = []
    let at: JsonValue = packed
    let key: string | null = null
    let value: JsonValue | undefined
    while (isJsonObject(at) && typeof at[REF] === 'string') {
      const then: JsonValue = at[THEN] ?? []
      chain.push({ key, more: Array.isArray(then) ? then : [] })
      key = at[REF]
      value = known.get(key)
      if (value !== undefined) break
      if (!Object.hasOwn(contents, key)) throw brokenContents(`there are no contents "${key}"`)
      if (open.has(key)) throw brokenContents(`the contents "${key}" refer to themselves`)
      open.add(key)
      entered.push(key)
      at = contents[key]!
    }
    if (value === undefined) known.set(key!, (value = unpack(at)))
    for (const link of chain.reverse()) {
      if (link.more.length > 0) {
        if (!Array.isArray(value)) throw brokenContents(`the contents "${key}" are no list`)
        value = [...value, ...link.more.map(unpack)]
      }
      if (link.key !== null) known.set(link.key, value)
    }
    for (const key of entered) open.delete(key)
    return value
  }

  return unpack
}

function brokenContents(reason: string): ReplayError {
  return new ReplayError('REPORT_CORRUPT', {
    attempted: 'Failed to read the contents of the report',
    reason,
    remedy: 'Run the tests again to write a new report',
  })
}
