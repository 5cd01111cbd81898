import { isJsonObject, type JsonValue } from '../json.ts'
import { isProviderId, lexText, readClock } from './volatile-tokens.ts'

/** The ids known from the earlier part of a run: those that are the same on both sides, and those that came in pairs. */
export interface KnownValues {
  /** Adds a value that is the same on both sides: the run did not generate its ids. It is read when it is first needed. */
  addSame(read: () => JsonValue): void
  isSame(id: string): boolean
  /** Outcomes of one action on both sides: the provider's ids at the same places belong together. */
  addPair(recorded: JsonValue, replayed: JsonValue): void
  isPair(recorded: string, replayed: string): boolean
}

/** Creates the knowledge of one replay. */
export function createKnownValues(): KnownValues {
  const waiting: Array<() => JsonValue> = []
  const same = new Set<string>()
  const visited = new WeakSet<object>()
  const pairs = new Map<string, Set<string>>()
  return {
    addSame: (read) => void waiting.push(read),
    isSame(id) {
      for (const read of waiting.splice(0)) collectIds(read(), same, visited)
      return same.has(id)
    },
    addPair(recorded, replayed) {
      for (const [before, now] of unequalTexts(recorded, replayed)) {
        if (!isProviderId(before) || !isProviderId(now)) continue
        const known = pairs.get(before) ?? new Set()
        pairs.set(before, known.add(now))
      }
    },
    isPair: (recorded, replayed) => pairs.get(recorded)?.has(replayed) === true,
  }
}

/** Bodies share their parts (see `readDelta`): a part is read once. */
function collectIds(root: JsonValue, ids: Set<string>, visited: WeakSet<object>): void {
  const stack: JsonValue[] = [root]
  while (stack.length > 0) {
    const value = stack.pop()!
    if (typeof value === 'string' || typeof value === 'number') {
      const text = String(value)
      if (isProviderId(text)) ids.add(text)
      for (const token of lexText(text).tokens) if (!readClock(token)) ids.add(token.text)
    } else if (typeof value === 'object' && value !== null && !visited.has(value)) {
      visited.add(value)
      for (const part of Object.values(value)) stack.push(part)
    }
  }
}

function unequalTexts(left: JsonValue, right: JsonValue): Array<[string, string]> {
  const found: Array<[string, string]> = []
  const stack: Array<[JsonValue, JsonValue]> = [[left, right]]
  while (stack.length > 0) {
    const [a, b] = stack.pop()!
    if (a === b) continue
    if (typeof a === 'string' && typeof b === 'string') found.push([a, b])
    else if (Array.isArray(a) && Array.isArray(b)) {
      for (let at = 0; at < Math.min(a.length, b.length); at++) stack.push([a[at]!, b[at]!])
    } else if (isJsonObject(a) && isJsonObject(b)) {
      for (const key of Object.keys(a)) if (Object.hasOwn(b, key)) stack.push([a[key]!, b[key]!])
    }
  }
  return found
}
