import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'

/** Large parts of a report by key. A part may refer to others. */
export type Contents = Record<string, JsonValue>

/**
 * A conversation repeats itself in every request. Packed JSON therefore holds each large part once:
 *
 * - `{"$ref":key}` stands for `contents[key]`;
 * - `{"$ref":key,"$then":[...]}` for the list `contents[key]` with more items after it;
 * - `{"$literal":x}` for an object x that has a key `$ref` or `$literal` of its own.
 */
const REF = '$ref'
const THEN = '$then'
const LITERAL = '$literal'

/** Parts that are shorter than this when printed stay where they are. */
const WORTH_A_REFERENCE = 200

interface Part {
  packed: JsonValue
  /** Its length when printed. */
  size: number
}

/** A list's items, one a level: what begins alike lies on the same path. */
interface ListNode {
  key: string | null
  next: Map<number, ListNode>
}

/** Packs values, each large part of them once. */
export interface ContentStore {
  readonly contents: Contents
  pack(value: JsonValue): JsonValue
  /** Packs what will not come again, such as a stream's events, in one piece. */
  packWhole(value: JsonValue): JsonValue
  /** How much a value would add, in characters; counting stops at the limit. */
  sizeOfNew(value: JsonValue, limit: number): number
}

/**
 * Starts a store of contents.
 *
 * @param hash Gives equal texts the same key, and no two others.
 */
export function createContentStore(hash: (text: string) => string): ContentStore {
  const contents: Contents = {}
  const parts = new WeakMap<object, Part>()
  const texts = new Map<string, Part>()
  let numbers = 0
  const scalars = new Map<JsonValue, number>()
  const printed = new Map<JsonValue, number>()
  const objects = new WeakMap<object, number>()
  const lists: ListNode = { key: null, next: new Map() }

  const store = (json: JsonValue): Part => {
    const key = hash(JSON.stringify(json))
    contents[key] = json
    return { packed: { [REF]: key }, size: key.length + REF.length + 7 }
  }

  function pack(value: JsonValue): Part {
    if (typeof value === 'string') return packText(value)
    if (typeof value !== 'object' || value === null)
      return { packed: value, size: String(value).length }
    const known = parts.get(value)
    if (known) return known
    const part = Array.isArray(value) ? packList(value) : packObject(value)
    parts.set(value, part)
    return part
  }

  function packText(value: string): Part {
    if (value.length < WORTH_A_REFERENCE) return { packed: value, size: value.length + 2 }
    let part = texts.get(value)
    if (!part) texts.set(value, (part = store(value)))
    return part
  }

  function packObject(value: JsonObject): Part {
    let size = 1
    const fields = Object.entries(value).map(([key, field]): [string, JsonValue] => {
      const part = pack(field)
      size += key.length + part.size + 4
      return [key, part.packed]
    })
    // Unlike an assignment, this makes a key `__proto__` a key.
    const packed = Object.fromEntries(fields)
    const safe = isMarker(value) ? { [LITERAL]: packed } : packed
    return size < WORTH_A_REFERENCE ? { packed: safe, size } : store(safe)
  }

  function packList(value: JsonValue[]): Part {
    let size = 1
    const items = value.map((item) => {
      const part = pack(item)
      size += part.size + 1
      return part.packed
    })
    if (size < WORTH_A_REFERENCE) return { packed: items, size }
    let node = lists
    let begins: { key: string; length: number } | null = null
    for (const [index, item] of items.entries()) {
      const number = numberOf(item)
      let next = node.next.get(number)
      if (!next) node.next.set(number, (next = { key: null, next: new Map() }))
      node = next
      if (node.key !== null) begins = { key: node.key, length: index + 1 }
    }
    const rest = begins ? { [REF]: begins.key, [THEN]: items.slice(begins.length) } : items
    const part =
      begins?.length === items.length
        ? { packed: { [REF]: begins.key }, size: begins.key.length + REF.length + 7 }
        : store(rest)
    node.key = (part.packed as JsonObject)[REF] as string
    return part
  }

  /** Equal items have the same number. Their print is short: a long item is but a reference. */
  function numberOf(packed: JsonValue): number {
    if (typeof packed !== 'object' || packed === null) return intern(packed, scalars)
    let number = objects.get(packed)
    if (number === undefined)
      objects.set(packed, (number = intern(JSON.stringify(packed), printed)))
    return number
  }

  function intern(value: JsonValue, known: Map<JsonValue, number>): number {
    let number = known.get(value)
    if (number === undefined) known.set(value, (number = numbers++))
    return number
  }

  function sizeOfNew(value: JsonValue, limit: number): number {
    let size = 0
    const stack = [value]
    while (stack.length > 0 && size <= limit) {
      const next = stack.pop()!
      if (typeof next === 'string') size += texts.has(next) ? 0 : next.length + 2
      else if (typeof next !== 'object' || next === null) size += 4
      else if (!parts.has(next)) {
        for (const [key, part] of Object.entries(next)) {
          size += Array.isArray(next) ? 1 : key.length + 4
          stack.push(part as JsonValue)
        }
      }
    }
    return size
  }

  const packWhole = (value: JsonValue): JsonValue => {
    const safe = hideMarkers(value)
    return JSON.stringify(safe).length < WORTH_A_REFERENCE ? safe : store(safe).packed
  }

  return { contents, pack: (value) => pack(value).packed, packWhole, sizeOfNew }
}

function hideMarkers(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(hideMarkers)
  if (!isJsonObject(value)) return value
  const hidden = Object.fromEntries(
    Object.entries(value).map(([key, field]): [string, JsonValue] => [key, hideMarkers(field)]),
  )
  return isMarker(value) ? { [LITERAL]: hidden } : hidden
}

function isMarker(value: JsonObject): boolean {
  return Object.hasOwn(value, REF) || Object.hasOwn(value, LITERAL)
}

/**
 * Packs one value.
 *
 * @example
 * const { packed, contents } = packContents(conversation, (text) => sha256(text))
 */
export function packContents(
  value: JsonValue,
  hash: (text: string) => string,
): { packed: JsonValue; contents: Contents } {
  const store = createContentStore(hash)
  return { packed: store.pack(value), contents: store.contents }
}

/**
 * Gives back what was packed. Equal parts are one and the same object: do not change them.
 *
 * @throws RangeError where a reference leads nowhere or around a circle.
 */
export function unpackContents(packed: JsonValue, contents: Contents): JsonValue {
  return createUnpacker(contents)(packed)
}

/** Like `unpackContents`, for many values over the same contents: each part is made once. */
export function createUnpacker(contents: Contents): (packed: JsonValue) => JsonValue {
  const known = new Map<string, JsonValue>()
  const open = new Set<string>()

  function unpack(packed: JsonValue): JsonValue {
    if (Array.isArray(packed)) return packed.map(unpack)
    if (!isJsonObject(packed)) return packed
    if (typeof packed[REF] === 'string') return follow(packed)
    const literal = Object.hasOwn(packed, LITERAL) ? packed[LITERAL] : undefined
    const fields = isJsonObject(literal) ? literal : packed
    return Object.fromEntries(
      Object.entries(fields).map(([key, field]): [string, JsonValue] => [key, unpack(field)]),
    )
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
      if (!Object.hasOwn(contents, key)) throw new RangeError(`there are no contents "${key}"`)
      if (open.has(key)) throw new RangeError(`the contents "${key}" refer to themselves`)
      open.add(key)
      entered.push(key)
      at = contents[key]!
    }
    if (value === undefined) known.set(key!, (value = unpack(at)))
    for (const link of chain.reverse()) {
      if (link.more.length > 0) {
        if (!Array.isArray(value)) throw new RangeError(`the contents "${key}" are no list`)
        value = [...value, ...link.more.map(unpack)]
      }
      if (link.key !== null) known.set(link.key, value)
    }
    for (const key of entered) open.delete(key)
    return value
  }

  return unpack
}
