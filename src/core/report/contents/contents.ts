import { isJsonObject, mapObject, type JsonObject, type JsonValue } from '../../json.ts'

/** Large parts of a report by key. A part may refer to others. */
export type Contents = Record<string, JsonValue>

/**
 * A conversation repeats itself in every request. Packed JSON therefore holds each large part once:
 *
 * - `{"$ref":key}` stands for `contents[key]`;
 * - `{"$ref":key,"$then":[...]}` for the list `contents[key]` with more items after it;
 * - `{"$literal":x}` for an object x that has a key `$ref` or `$literal` of its own.
 */
export const REF = '$ref'
export const THEN = '$then'
export const LITERAL = '$literal'

/** Parts that are shorter than this when printed stay where they are. */
const WORTH_A_REFERENCE = 100

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

/** The way of one list, item by item. */
interface Walk {
  value: JsonValue[]
  nodes: ListNode[]
}

/** Packs values, each large part of them once. */
export interface ContentStore {
  readonly contents: Contents
  readonly keys: readonly string[]
  pack(value: JsonValue): JsonValue
  /** Packs what will not come again, such as a stream's events, in one piece. */
  packWhole(value: JsonValue): JsonValue
  /** Keeps a text that is offered as a file: no other value shares its key. */
  keepText(text: string): JsonValue
  /** Counts the characters that a value would add, up to the limit. */
  sizeOfNew(value: JsonValue, limit: number): number
}

/**
 * Starts a store of contents.
 *
 * @param hash Gives equal texts the same key, and no two others.
 */
export function createContentStore(hash: (text: string) => string): ContentStore {
  const contents: Contents = {}
  const keys: string[] = []
  const parts = new Map<object, Part>()
  const texts = new Map<string, Part>()
  let numbers = 0
  const scalars = new Map<JsonValue, number>()
  const printed = new Map<JsonValue, number>()
  const objects = new Map<object, number>()
  const lists: ListNode = { key: null, next: new Map() }
  /** The last list that began with this item. */
  const walks = new Map<object, Walk>()

  /** Texts have keys of their own kind: one may read like the print of an object. */
  const store = (json: JsonValue): Part =>
    keep(typeof json === 'string' ? `t${hash(json)}` : `j${hash(JSON.stringify(json))}`, json)
  const keep = (key: string, json: JsonValue): Part => {
    contents[key] = json
    keys.push(key)
    return reference(key)
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
    let changed = false
    const packed = mapObject(value, (field, key) => {
      const part = pack(field)
      size += key.length + part.size + 4
      changed ||= part.packed !== field
      return part.packed
    })
    const safe = isMarker(value) ? { [LITERAL]: packed } : changed ? packed : value
    return size < WORTH_A_REFERENCE ? { packed: safe, size } : store(safe)
  }

  function packList(value: JsonValue[]): Part {
    const walk = walkFrom(value)
    if (walk.nodes.length === 0) {
      let size = 2
      for (const item of value) size += pack(item).size + 1
      if (size < WORTH_A_REFERENCE) return { packed: packItems(value), size }
    }
    return finishWalk(walk)
  }

  const packItems = (items: JsonValue[]) => items.map((item) => pack(item).packed)

  /** @note A conversation's list begins with the very items of the one before: they are passed over. */
  function walkFrom(value: JsonValue[]): Walk {
    const before = walks.get(value[0] as object)
    if (!before) return { value, nodes: [] }
    let same = 1
    while (same < value.length && value[same] === before.value[same]) same++
    return { value, nodes: before.nodes.slice(0, same) }
  }

  function finishWalk(walk: Walk): Part {
    const { value, nodes } = walk
    for (let at = nodes.length; at < value.length; at++) {
      const number = numberOf(pack(value[at]!).packed)
      const { next } = at === 0 ? lists : nodes[at - 1]!
      let node = next.get(number)
      if (!node) next.set(number, (node = { key: null, next: new Map() }))
      nodes.push(node)
    }
    if (typeof value[0] === 'object' && value[0] !== null) walks.set(value[0], walk)
    const last = nodes.at(-1)!
    if (last.key !== null) return reference(last.key)
    const begins = nodes.findLastIndex((node) => node.key !== null)
    const part = store(
      begins === -1
        ? packItems(value)
        : { [REF]: nodes[begins]!.key, [THEN]: packItems(value.slice(begins + 1)) },
    )
    last.key = (part.packed as JsonObject)[REF] as string
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
      else if (Array.isArray(next)) {
        const known = walks.get(next[0] as object)?.value
        for (let at = 0; at < next.length; at++) {
          if (known?.[at] !== next[at] || known === undefined) stack.push(next[at]!)
        }
      } else if (!parts.has(next)) {
        for (const key of Object.keys(next)) {
          size += key.length + 4
          stack.push(next[key]!)
        }
      }
    }
    return size
  }

  const packWhole = (value: JsonValue): JsonValue => {
    const safe = hideMarkers(value)
    return JSON.stringify(safe).length < WORTH_A_REFERENCE ? safe : store(safe).packed
  }

  const keepText = (text: string): JsonValue => keep(`f${hash(text)}`, text).packed

  return { contents, keys, pack: (value) => pack(value).packed, packWhole, keepText, sizeOfNew }
}

/** The key of the part that a packed value stands for; `null` where it stands for itself. */
export function referenceKey(packed: JsonValue): string | null {
  const key = isJsonObject(packed) ? packed[REF] : undefined
  return typeof key === 'string' ? key : null
}

function hideMarkers(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(hideMarkers)
  if (!isJsonObject(value)) return value
  const hidden = mapObject(value, hideMarkers)
  return isMarker(value) ? { [LITERAL]: hidden } : hidden
}

function reference(key: string): Part {
  return { packed: { [REF]: key }, size: key.length + REF.length + 7 }
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
