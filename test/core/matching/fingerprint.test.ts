import { expect, test } from 'vitest'
import { RawBody } from '../../../src/core/cassette/raw-body.ts'
import { utf8 } from '../../../src/core/bytes.ts'
import { jsonEqual, type JsonValue } from '../../../src/core/json.ts'
import { fingerprint } from '../../../src/core/matching/fingerprint.ts'
import { canonicalRaw, isSameRequest, matchKey } from '../../../src/core/matching/matchable.ts'
import { createRandom, mutateJson, randomJson } from '../cassette/random-json.ts'

const reorder = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(reorder)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, field]) => [key, reorder(field)]),
  )
}

test('a fingerprint is the same for equal values', () => {
  const random = createRandom(6)
  let [different, apart] = [0, 0]
  for (let round = 0; round < 2000; round++) {
    const value = randomJson(random)
    const copy = JSON.parse(JSON.stringify(value)) as JsonValue
    expect(fingerprint(copy)).toBe(fingerprint(value))
    expect(fingerprint(reorder(value))).toBe(fingerprint(value))
    const other = mutateJson(copy, random)
    if (jsonEqual(other, value)) expect(fingerprint(other)).toBe(fingerprint(value))
    else {
      different++
      if (fingerprint(other) !== fingerprint(value)) apart++
    }
  }
  expect(apart).toBeGreaterThan(different * 0.95)
})

test('a fingerprint does not depend on what was hashed before', () => {
  const nest = (value: JsonValue, levels: number) => {
    let nested = value
    for (let i = 0; i < levels; i++) nested = [nested]
    return nested
  }
  const inner = nest({ a: 1 }, 150)
  const copy = structuredClone(inner)
  fingerprint(inner)
  expect(fingerprint(nest(copy, 150))).toBe(fingerprint(nest(inner, 150)))
  expect(fingerprint(nest(1, 10_000))).toBe(fingerprint(nest(1, 10_000)))
})

test('fingerprints that collide make no equality', () => {
  const filler = (middle: string) => `${'a'.repeat(500)}${middle}${'a'.repeat(900)}`
  const [a, b] = ['x', 'y'].map((middle) => ({
    method: 'POST',
    url: 'https://model/chat',
    headers: [],
    body: canonicalRaw(new RawBody(utf8(`["${filler(middle)}"]`))),
  }))
  expect(matchKey(a!)).toBe(matchKey(b!))
  expect(isSameRequest(a!, b!)).toBe(false)
})
