import { expect, test } from 'vitest'
import { KeptReads } from '../../../src/worker/environment/kept-reads.ts'

const real = (value: number) => (before: { value: number } | null) => before?.value ?? value

test('the next replay reads what the previous one read, by place and turn', () => {
  const base = new KeptReads(null)
  expect([base.next('a', real(1)), base.next('a', real(2)), base.next('b', real(3))]).toEqual([
    1, 2, 3,
  ])
  const next = new KeptReads(base)
  expect([next.next('b', real(9)), next.next('a', real(9)), next.next('a', real(9))]).toEqual([
    3, 1, 2,
  ])
  // Beyond what was read, and where nothing was.
  expect([next.next('a', real(7)), next.next('c', real(8))]).toEqual([7, 8])
})

test('each read receives its turn', () => {
  const kept = new KeptReads(null)
  const turns = [0, 0, 0].map(() => kept.next('a', (_, turn) => turn))
  expect(turns).toEqual([0, 1, 2])
})
