import { isJsonObject, mapObject, type JsonObject, type JsonValue } from '../json.ts'

/**
 * A chat request repeats the whole conversation. A body is therefore written as the difference
 * to an earlier one (its base):
 *
 * - `{"$keep":true}` stands for the value at the same path of the base;
 * - `{"$keep":n,"$then":x,"$end":m}` for its first n elements (or characters), then x, then its last m;
 * - `{"$literal":x}` for an x that would read as one of these.
 */
const KEEP = '$keep'
const THEN = '$then'
const END = '$end'
const LITERAL = '$literal'

/** Shorter values are more readable when written out. */
const WORTH_KEEPING = 24
const WORTH_CUTTING = 64

/** Writes a value as the difference to a base. `readDelta` restores it. */
export function writeDelta(value: JsonValue, base: JsonValue): JsonValue {
  if (printsEqual(value, base) && isLong(value)) return { [KEEP]: true }
  if (typeof value === 'string') return typeof base === 'string' ? writeText(value, base) : value
  if (Array.isArray(value)) return Array.isArray(base) ? writeArray(value, base) : value.map(escape)
  if (isJsonObject(value)) return isJsonObject(base) ? writeObject(value, base) : escape(value)
  return value
}

function writeText(value: string, base: string): JsonValue {
  const limit = Math.min(value.length, base.length)
  let keep = 0
  while (keep < limit && value.charCodeAt(keep) === base.charCodeAt(keep)) keep++
  let end = 0
  while (
    end < limit - keep &&
    value.charCodeAt(value.length - 1 - end) === base.charCodeAt(base.length - 1 - end)
  ) {
    end++
  }
  if (keep + end < WORTH_CUTTING) return value
  return cut(keep, value.slice(keep, value.length - end), end)
}

function writeArray(value: JsonValue[], base: JsonValue[]): JsonValue {
  const limit = Math.min(value.length, base.length)
  let keep = 0
  while (keep < limit && printsEqual(value[keep]!, base[keep]!)) keep++
  let end = 0
  while (
    end < limit - keep &&
    printsEqual(value[value.length - 1 - end]!, base[base.length - 1 - end]!)
  ) {
    end++
  }
  if (keep + end === 0) {
    return value.map((element, index) =>
      index < base.length ? writeDelta(element, base[index]!) : escape(element),
    )
  }
  return cut(keep, value.slice(keep, value.length - end).map(escape), end)
}

function cut(keep: number, then: JsonValue, end: number): JsonObject {
  return end === 0 ? { [KEEP]: keep, [THEN]: then } : { [KEEP]: keep, [THEN]: then, [END]: end }
}

function writeObject(value: JsonObject, base: JsonObject): JsonValue {
  const written = mapObject(value, (field, key) =>
    Object.hasOwn(base, key) ? writeDelta(field, base[key]!) : escape(field),
  )
  return isMarker(value) ? { [LITERAL]: value } : written
}

/** Escapes values that look like one of the markers. */
function escape(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.some(holdsMarker) ? value.map(escape) : value
  if (!isJsonObject(value) || !holdsMarker(value)) return value
  return isMarker(value) ? { [LITERAL]: value } : mapObject(value, escape)
}

function holdsMarker(value: JsonValue): boolean {
  const stack = [value]
  while (stack.length > 0) {
    const next = stack.pop()!
    if (typeof next !== 'object' || next === null) continue
    if (!Array.isArray(next) && isMarker(next)) return true
    for (const part of Object.values(next)) stack.push(part)
  }
  return false
}

function isMarker(value: JsonObject): boolean {
  return Object.hasOwn(value, KEEP) || Object.hasOwn(value, LITERAL)
}

/**
 * Checks that two values print to the same text.
 *
 * @note Unlike `jsonEqual`, the order of keys counts: a body has to be replayed byte for byte.
 * Keeps its own stack, as a body may be nested deeper than the call stack.
 */
export function printsEqual(left: JsonValue, right: JsonValue): boolean {
  if (left === right) return true
  const stack: JsonValue[] = [left, right]
  while (stack.length > 0) {
    const b = stack.pop()!
    const a = stack.pop()!
    if (a === b) continue
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
    if (Array.isArray(a)) {
      if (!Array.isArray(b) || a.length !== b.length) return false
      for (let i = a.length - 1; i >= 0; i--) if (a[i] !== b[i]) stack.push(a[i]!, b[i]!)
      continue
    }
    if (Array.isArray(b)) return false
    const [left, right] = [Object.keys(a), Object.keys(b)]
    if (left.length !== right.length) return false
    for (let i = left.length - 1; i >= 0; i--) {
      const key = left[i]!
      if (key !== right[i]) return false
      if (a[key] !== b[key]) stack.push(a[key]!, b[key]!)
    }
  }
  return true
}

function isLong(value: JsonValue): boolean {
  if (typeof value === 'string') return value.length >= WORTH_KEEPING
  if (typeof value !== 'object' || value === null) return false
  let size = 0
  const stack: JsonValue[] = [value]
  while (stack.length > 0) {
    const next = stack.pop()!
    size += typeof next === 'string' ? next.length + 2 : 4
    if (size >= WORTH_KEEPING) return true
    if (typeof next === 'object' && next !== null)
      for (const part of Object.values(next)) stack.push(part)
  }
  return false
}

/**
 * Restores the value that `writeDelta` wrote; parts of the base are shared, not copied. Throws a
 * `RangeError` where the difference does not fit the base.
 */
export function readDelta(delta: JsonValue, base: JsonValue | undefined, path = '$'): JsonValue {
  if (Array.isArray(delta)) {
    return delta.map((element, index) =>
      readDelta(element, Array.isArray(base) ? base[index] : undefined, `${path}[${index}]`),
    )
  }
  if (!isJsonObject(delta)) return delta
  if (Object.hasOwn(delta, LITERAL)) return delta[LITERAL]!
  if (Object.hasOwn(delta, KEEP)) return readCut(delta, base, path)
  return mapObject(delta, (field, key) => {
    const under = isJsonObject(base) && Object.hasOwn(base, key) ? base[key] : undefined
    return readDelta(field, under, `${path}.${key}`)
  })
}

function readCut(delta: JsonObject, base: JsonValue | undefined, path: string): JsonValue {
  if (base === undefined) throw new RangeError(`${path} refers to a value its base does not have`)
  const keep = delta[KEEP]
  if (keep === true) return base
  const end = delta[END] ?? 0
  const then = delta[THEN]
  const fits =
    (typeof base === 'string' || Array.isArray(base)) &&
    isCount(keep) &&
    isCount(end) &&
    keep + end <= base.length
  if (!fits) throw new RangeError(`${path} keeps more than its base has`)
  if (typeof base === 'string' && typeof then === 'string') {
    return base.slice(0, keep) + then + base.slice(base.length - end)
  }
  if (Array.isArray(base) && Array.isArray(then)) {
    const middle = then.map((element, index) => readDelta(element, undefined, `${path}[${index}]`))
    return [...base.slice(0, keep), ...middle, ...base.slice(base.length - end)]
  }
  throw new RangeError(`${path} is not of its base's kind`)
}

function isCount(value: JsonValue | undefined): value is number {
  return Number.isInteger(value) && (value as number) >= 0
}
