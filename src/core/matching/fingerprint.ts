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

interface Hashed {
  hash: number
  height: number
}

/** Bodies share their parts (see `readDelta`), so a shared part is hashed once. */
const known = new WeakMap<object, Hashed>()

/** Higher than any real body: left to `jsonEqual`, which does not recurse. */
const MAX_HEIGHT = 200
const TOO_HIGH: Hashed = { hash: 6, height: Infinity }

/**
 * A number that is the same for equal JSON values, whatever the order of their keys, and almost always another
 * for different ones. Long strings are sampled: it narrows a search, `jsonEqual` decides.
 */
export function fingerprint(value: JsonValue): number {
  const { hash, height } = hashValue(value, 0)
  return height > MAX_HEIGHT ? TOO_HIGH.hash : hash
}

function hashValue(value: JsonValue, depth: number): Hashed {
  if (typeof value !== 'object' || value === null) return { hash: hashScalar(value), height: 0 }
  const remembered = known.get(value)
  if (remembered) return remembered
  if (depth > MAX_HEIGHT) return TOO_HIGH
  let height = 0
  const hashPart = (part: JsonValue) => {
    const hashed = hashValue(part, depth + 1)
    height = Math.max(height, hashed.height + 1)
    return hashed.hash
  }
  let hash = 7
  if (Array.isArray(value)) {
    hash = mix(hash, value.length)
    for (const element of value) hash = mix(hash, hashPart(element))
  } else {
    let sum = 0
    for (const key of Object.keys(value)) {
      sum = (sum + hashText(key, hashPart(value[key]!))) >>> 0
    }
    hash = mix(8, sum)
  }
  // A hash that was cut short does not identify the value elsewhere.
  if (height === Infinity) return TOO_HIGH
  known.set(value, { hash, height })
  return { hash, height }
}

function hashScalar(value: string | number | boolean | null): number {
  if (typeof value === 'string') return hashText(value, 1)
  if (typeof value === 'number') return hashText(String(value), 2)
  return value === null ? 3 : value ? 4 : 5
}
