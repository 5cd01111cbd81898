import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/core/seeded-random.ts'
import { takeOpaqueIds } from '../../../src/core/matching/opaque-ids.ts'

const HEX = '9f86d081884c7d659a2feaa0c55ad015'
const OTHER = '60303ae22b998861bce3b28f33eec1be'
const isTaken = (id: string, other: string) =>
  takeOpaqueIds(`at ${id}.`, `at ${other}.`, new Set([id])).pairs.length === 1

test('an id that varies is taken out, whatever it looks like', () => {
  expect(isTaken(HEX, OTHER)).toBe(true)
  expect(isTaken('V1StGXR8_Z5jdHi6B-myT', 'aaaaaaaaa_Zbbbbi6Bdm1')).toBe(true)
  expect(isTaken('a1b2c3d4', 'deadbeef')).toBe(true)
})

test('what its generator does not make is a change', () => {
  expect(isTaken(HEX.slice(0, 16), 'refund-all-users')).toBe(false)
  expect(isTaken(HEX, OTHER.toUpperCase())).toBe(false)
  expect(isTaken(HEX, 'V1StGXR8Z5jdHi6BmyTV1StGXR8Z5jdH')).toBe(false)
  expect(isTaken('V1StGXR8_Z5jdHi6B-myTQ12', 'delete_every_order_today')).toBe(false)
})

test('an id that is not known to vary is left', () => {
  expect(takeOpaqueIds(HEX, OTHER, new Set(['another-id'])).pairs).toEqual([])
})

test('no id that a generator drew is taken for a change, however it came out', () => {
  const GENERATORS = {
    hex: ['0123456789abcdef', 16],
    'upper hex': ['0123456789ABCDEF', 16],
    base36: ['0123456789abcdefghijklmnopqrstuvwxyz', 16],
    alphanumeric: ['0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', 16],
    nanoid: ['0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-', 21],
    cuid: ['0123456789abcdefghijklmnopqrstuvwxyz', 24],
  } as const
  const random = seededRandom('ids')
  for (const [name, [alphabet, length]] of Object.entries(GENERATORS)) {
    const draw = () =>
      Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
    const taken = Array.from({ length: 20_000 }, () => isTaken(draw(), draw()))
    expect([name, taken.filter((is) => !is).length]).toEqual([name, 0])
  }
})
