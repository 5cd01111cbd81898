import type { JsonValue } from '../../../src/core/json.ts'

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const KEYS = [
  'a',
  'b',
  'content',
  '$keep',
  '$then',
  '$end',
  '$literal',
  '__proto__',
  'constructor',
  '',
  '1',
]
const TEXTS = [
  '',
  'x',
  'é',
  '😀',
  '\u2028',
  '\ud800',
  '"\\',
  'line\nline',
  'prefix '.repeat(12),
  'suffix '.repeat(20),
]

/** Any JSON, hostile keys and lone surrogates included. */
export function randomJson(random: () => number, depth = 4): JsonValue {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const kind = random() * (depth > 0 ? 7 : 4)
  if (kind < 1) return pick([null, true, false])
  if (kind < 2) return pick([0, 1, -1, 1.5, 1e21, 9007199254740991, 0.1])
  if (kind < 4) return pick(TEXTS) + pick(TEXTS) + pick(TEXTS)
  const size = Math.floor(random() * 5)
  if (kind < 5.5) return Array.from({ length: size }, () => randomJson(random, depth - 1))
  return makeObject(Array.from({ length: size }, () => [pick(KEYS), randomJson(random, depth - 1)]))
}

/** A value like the one given: parts are kept, dropped, put in, reordered and replaced. */
export function mutateJson(value: JsonValue, random: () => number): JsonValue {
  if (random() < 0.15) return randomJson(random, 2)
  if (typeof value === 'string') {
    const at = Math.floor(random() * value.length)
    return random() < 0.5 ? value : value.slice(0, at) + 'new' + value.slice(at)
  }
  if (Array.isArray(value)) {
    const kept = value
      .filter(() => random() < 0.9)
      .map((element) => (random() < 0.7 ? element : mutateJson(element, random)))
    return random() < 0.5 ? [...kept, randomJson(random, 2)] : kept
  }
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([key, field]): [string, JsonValue] => [
    key,
    random() < 0.6 ? field : mutateJson(field, random),
  ])
  return makeObject(random() < 0.3 ? fields.reverse() : fields)
}

function makeObject(fields: Array<[string, JsonValue]>): JsonValue {
  return Object.fromEntries(fields)
}
