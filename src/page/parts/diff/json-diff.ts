import { diffArrays } from 'diff'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts'

/** The difference of two JSON values as a tree. */
export type JsonChange =
  | { kind: 'same'; value: JsonValue }
  | { kind: 'changed'; before: JsonValue; after: JsonValue }
  | { kind: 'added' | 'removed'; value: JsonValue }
  /** An element of a list that stands elsewhere in it now; the places count from 0. */
  | { kind: 'moved'; value: JsonValue; from: number; to: number }
  /** `inText`: the values are texts that hold JSON. */
  | { kind: 'object' | 'list'; entries: JsonEntry[]; inText: boolean }

export interface JsonEntry {
  /** The key, or the place in the list. */
  label: string
  change: JsonChange
}

/** Longer lists are compared place by place: the shortest difference takes time that grows with its square. */
const MOST_EDITS = 400

/** Compares two JSON values, also those within texts. */
export function diffJson(before: JsonValue, after: JsonValue): JsonChange {
  if (keyOf(before) === keyOf(after)) return { kind: 'same', value: after }
  if (isJsonObject(before) && isJsonObject(after)) return diffObjects(before, after)
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after)
  if (typeof before === 'string' && typeof after === 'string') {
    const [old, now] = [parseContainer(before), parseContainer(after)]
    if (old !== null && now !== null && Array.isArray(old) === Array.isArray(now)) {
      const change = diffJson(old, now)
      if (change.kind === 'object' || change.kind === 'list') return { ...change, inText: true }
    }
  }
  return { kind: 'changed', before, after }
}

/** Reads a text that holds a JSON object or list; `null` for any other, and where its numbers would lose digits. */
export function parseContainer(text: string): JsonValue {
  if (!/^\s*[[{]/.test(text) || losesDigits(text)) return null
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return null
  }
}

const NUMBER_OR_TEXT = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs
/** A number holds so many digits without loss. */
const SAFE_DIGITS = 15

/** @note Two ids beyond 2^53 may be one number: a difference between them would not be seen. */
function losesDigits(text: string): boolean {
  return [...text.matchAll(NUMBER_OR_TEXT)].some(
    ([found]) => !found.startsWith('"') && found.replace(/\D/g, '').length > SAFE_DIGITS,
  )
}

function diffObjects(before: JsonObject, after: JsonObject): JsonChange {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const entries = keys.map((label): JsonEntry => {
    if (!Object.hasOwn(after, label))
      return { label, change: { kind: 'removed', value: before[label]! } }
    if (!Object.hasOwn(before, label))
      return { label, change: { kind: 'added', value: after[label]! } }
    return { label, change: diffJson(before[label]!, after[label]!) }
  })
  return { kind: 'object', entries, inText: false }
}

function diffLists(before: JsonValue[], after: JsonValue[]): JsonChange {
  const changes = diffArrays(before.map(keyOf), after.map(keyOf), { maxEditLength: MOST_EDITS })
  const entries: JsonEntry[] = []
  if (!changes) return { kind: 'list', entries: byPlace(before, after), inText: false }
  const gone = new Map<string, number[]>()
  let from = 0
  for (const { value, added, removed } of changes) {
    if (removed)
      for (const [at, key] of value.entries()) gone.set(key, [...(gone.get(key) ?? []), from + at])
    if (!added) from += value.length
  }
  const moves = movesOf(changes, gone)
  const left = new Set(moves.values())
  let old = 0
  let now = 0
  for (let at = 0; at < changes.length; at++) {
    const { value, added, removed } = changes[at]!
    if (!added && !removed) {
      for (const _ of value) {
        entries.push({ label: String(now), change: { kind: 'same', value: after[now]! } })
        old++
        now++
      }
      continue
    }
    // Values that were removed and added at one place are compared in pairs.
    const next = changes[at + 1]
    const taken = removed ? value.length : 0
    const given = removed ? (next?.added ? next.value.length : 0) : value.length
    if (removed && next?.added) at++
    const olds = range(old, taken).filter((place) => !left.has(place))
    const news = range(now, given)
    for (const place of news) {
      const moved = moves.get(place)
      if (moved !== undefined) {
        const change = { kind: 'moved', value: after[place]!, from: moved, to: place } as const
        entries.push({ label: String(place), change })
        continue
      }
      const pair = olds.findIndex((one) => isLike(before[one]!, after[place]!))
      const [paired] = pair === -1 ? [] : olds.splice(pair, 1)
      entries.push({
        label: String(place),
        change:
          paired === undefined
            ? { kind: 'added', value: after[place]! }
            : diffJson(before[paired]!, after[place]!),
      })
    }
    for (const place of olds)
      entries.push({ label: String(place), change: { kind: 'removed', value: before[place]! } })
    old += taken
    now += given
  }
  return { kind: 'list', entries, inText: false }
}

/** The places of elements that were moved, by the place where they stand now. */
function movesOf(
  changes: ReadonlyArray<{ value: string[]; added: boolean; removed: boolean }>,
  gone: Map<string, number[]>,
): Map<number, number> {
  const moves = new Map<number, number>()
  let now = 0
  for (const { value, added, removed } of changes) {
    if (added)
      for (const [at, key] of value.entries()) {
        const from = gone.get(key)?.shift()
        if (from !== undefined) moves.set(now + at, from)
      }
    if (!removed) now += value.length
  }
  return moves
}

function byPlace(before: JsonValue[], after: JsonValue[]): JsonEntry[] {
  return range(0, Math.max(before.length, after.length)).map((at) => {
    const change: JsonChange =
      at >= after.length
        ? { kind: 'removed', value: before[at]! }
        : at >= before.length
          ? { kind: 'added', value: after[at]! }
          : diffJson(before[at]!, after[at]!)
    return { label: String(at), change }
  })
}

/** Accepts two values whose inner difference says more than both of them whole. */
function isLike(before: JsonValue, after: JsonValue): boolean {
  if (Array.isArray(before) || Array.isArray(after))
    return Array.isArray(before) && Array.isArray(after)
  return isJsonObject(before) ? isJsonObject(after) : typeof before === typeof after
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => from + at)
}

/** The same text for equal values, whatever the order of their keys. */
function keyOf(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(keyOf).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const keys = Object.keys(value).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${keyOf(value[key]!)}`).join(',')}}`
}
