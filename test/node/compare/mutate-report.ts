import type { JsonValue } from '../../../src/core/json.ts'

/** A sequence of numbers from 0 to 1 that is the same for the same seed. */
export function sequence(seed: number): () => number {
  let state = (seed * 0x9e3779b1) >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

interface Place {
  owner: Record<string, unknown>
  key: string
}

const OTHERS: unknown[] = [
  null,
  {},
  [],
  '',
  'x',
  0,
  -1,
  0.5,
  true,
  false,
  2 ** 53,
  -(2 ** 53),
  1e308,
  5e-324,
  '\ud800',
  '\u0000\u001b[31m',
  '9'.repeat(400),
  'a'.repeat(100_000),
  [null],
  [[]],
  { '': '' },
  '__proto__',
  'constructor',
  'toString',
  '2024-02-31T99:99:99Z',
  '../../../../etc/passwd',
  ['$', 0, -1, null],
]
const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', '']

type Mutation = (places: Place[], random: () => number) => void

const pick = <Item>(items: readonly Item[], random: () => number) =>
  items[Math.floor(random() * items.length)]!

/** @note As JSON.parse does it: assigning to `__proto__` would set the prototype. */
function define({ owner, key }: Place, value: unknown): void {
  if (Array.isArray(owner) && key === 'length') return
  Object.defineProperty(owner, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  })
}

function drop({ owner, key }: Place): void {
  if (!Array.isArray(owner)) return void delete owner[key]
  // `splice` asks its constructor, which may be damaged already.
  owner.copyWithin(Number(key), Number(key) + 1)
  owner.length = Math.max(0, owner.length - 1)
}

const MUTATIONS: Record<string, Mutation> = {
  drop: (places, random) => drop(pick(places, random)),
  swapType: (places, random) => define(pick(places, random), structuredClone(pick(OTHERS, random))),
  swapPlaces(places, random) {
    const [a, b] = [pick(places, random), pick(places, random)]
    const [first, second] = [a, b].map(({ owner, key }) => structuredClone(owner[key]))
    define(a, second)
    define(b, first)
  },
  number(places, random) {
    const numbers = places.filter(({ owner, key }) => typeof owner[key] === 'number')
    const values = [-1, 0, 0.1, 7, 1e6, 2 ** 53, 1e308, -1e308, Number.MIN_VALUE]
    if (numbers.length > 0) define(pick(numbers, random), pick(values, random))
  },
  text(places, random) {
    const texts = places.filter(({ owner, key }) => typeof owner[key] === 'string')
    const values = OTHERS.filter((value) => typeof value === 'string')
    if (texts.length > 0) define(pick(texts, random), pick(values, random))
  },
  prototypeKey(places, random) {
    const { owner, key } = pick(places, random)
    const value = structuredClone(owner[key])
    define({ owner, key: pick(NAMES, random) }, value)
  },
  rename(places, random) {
    const place = pick(places, random)
    const value = place.owner[place.key]
    drop(place)
    define({ owner: place.owner, key: pick(NAMES, random) }, value)
  },
  repeat(places, random) {
    const lists = places.filter(({ owner }) => Array.isArray(owner))
    if (lists.length === 0) return
    const { owner, key } = pick(lists, random)
    ;(owner as unknown as unknown[]).push(structuredClone(owner[key]))
  },
  deep: (places, random) => define(pick(places, random), pick(DEPTHS, random)),
}

/** @note Written as text at the end: a program can hardly build and copy them. */
const DEPTHS = ['deep 50', 'deep 1000', 'deep 3000', 'deep 100000']

function writeDepths(text: string): string {
  return text.replace(/"deep (\d+)"/g, (_, depth: string) => {
    const isList = depth.length % 2 === 0
    return (isList ? '[' : '{"a":').repeat(+depth) + '1' + (isList ? ']' : '}').repeat(+depth)
  })
}

/** Damages a report by the seed: what is written is not always JSON. */
export function mutateReport(text: string, seed: number): string {
  const random = sequence(seed)
  const kind = random()
  if (kind < 0.06) return text.slice(0, Math.floor(random() * text.length))
  if (kind < 0.1) {
    const at = Math.floor(random() * text.length)
    return (
      text.slice(0, at) +
      pick(['"', '{', ']', ',', '\\', '\u0000', '9e999', ''], random) +
      text.slice(at + 1)
    )
  }
  const data = { whole: JSON.parse(text) as JsonValue }
  const times = 1 + Math.floor(random() * 3)
  for (let at = 0; at < times; at++)
    pick(Object.values(MUTATIONS), random)(placesIn(data as never, random), random)
  return writeDepths(JSON.stringify(data.whole) ?? '')
}

/** Places in a value, the ones near the root as likely as those deep in it. */
function placesIn(root: Record<string, unknown>, random: () => number): Place[] {
  const levels: Place[][] = [[{ owner: root, key: 'whole' }]]
  for (let at = 0; at < 24; at++) {
    const next = levels[at]!.flatMap(({ owner, key }) => {
      const value = owner[key]
      if (typeof value !== 'object' || value === null) return []
      const within = value as Record<string, unknown>
      return Object.keys(within).map((name): Place => ({ owner: within, key: name }))
    })
    if (next.length === 0) break
    levels.push(next)
  }
  return pick(levels, random)
}
