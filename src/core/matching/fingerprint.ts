import type { JsonValue } from '../json.ts'

const SAMPLE = 24

function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193) >>> 0
}

function hashText(text: string, seed: number): number {
  let hash = mix(seed, text.length)
  if (text.length <= SAMPLE * 3) {
    for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i))
    return hash
  }
  const middle = (text.length - SAMPLE) >> 1
  for (let i = 0; i < SAMPLE; i++) {
    hash = mix(hash, text.charCodeAt(i))
    hash = mix(hash, text.charCodeAt(middle + i))
    hash = mix(hash, text.charCodeAt(text.length - 1 - i))
  }
  return hash
}

/** Bodies share their parts (see `readDelta`), so a shared part is hashed once. */
const known = new WeakMap<object, number>()

/**
 * A number that is the same for equal JSON values, whatever the order of their keys, and almost always another
 * for different ones. Long strings are sampled: it narrows a search, `jsonEqual` decides.
 */
export function fingerprint(value: JsonValue, depth = 0): number {
  if (typeof value === 'string') return hashText(value, 1)
  if (typeof value === 'number') return hashText(String(value), 2)
  if (typeof value !== 'object' || value === null) return value === null ? 3 : value ? 4 : 5
  const remembered = known.get(value)
  if (remembered !== undefined) return remembered
  // Deeper than any real body: left to `jsonEqual`, which does not recurse.
  if (depth > 200) return 6
  let hash = 7
  if (Array.isArray(value)) {
    hash = mix(hash, value.length)
    for (const element of value) hash = mix(hash, fingerprint(element, depth + 1))
  } else {
    let sum = 0
    for (const key of Object.keys(value)) {
      sum = (sum + hashText(key, fingerprint(value[key]!, depth + 1))) >>> 0
    }
    hash = mix(8, sum)
  }
  known.set(value, hash)
  return hash
}
