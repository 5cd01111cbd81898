import { posix } from 'node:path'
import { expect, test } from 'vitest'
import {
  cassettePath,
  firstTakePath,
  shortHash,
  slugOf,
  takeOf,
  takePath,
} from '../../../src/core/cassette/cassette-path.ts'

test.each([
  ['refund agent > refunds an order', 'refund-agent-refunds-an-order'],
  ['a "quoted" (name)!', 'a-quoted-name'],
  ['Crème brûlée', 'creme-brulee'],
])('names the file of %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug)
})

test.each([
  '',
  '..',
  '../../etc/passwd',
  '..\\..\\windows',
  '/absolute',
  'a\0b',
  'line\nbreak',
  '\u001b[31mred',
  '日本語',
  '日本語!',
  '😀',
  'x'.repeat(10_000),
  '\ud800',
  '-',
])('gives a safe file name for %j', (name) => {
  const path = cassettePath('/project/src/agent.test.ts', name)
  expect(path).toMatch(/^__cassettes__\/agent\.test\.ts\/[a-z0-9]+(-[a-z0-9]+)*\.cassette\.jsonl$/)
  expect(posix.normalize(path)).toBe(path)
  expect(posix.basename(path).length).toBeLessThan(140)
})

test('keeps names apart that lose more than punctuation, and only those', () => {
  const differ = (a: string, b: string) => expect(slugOf(a)).not.toBe(slugOf(b))
  differ('日本語', '中国語')
  differ('a/b', 'a b')
  differ(`${'x'.repeat(200)}1`, `${'x'.repeat(200)}2`)
  differ('', '..')
  expect(slugOf('Adds two!')).toBe(slugOf('adds > two'))
})

test('takes the last part of a path of either kind', () => {
  expect(cassettePath('C:\\project\\a.test.ts', 'x')).toBe(
    '__cassettes__/a.test.ts/x.cassette.jsonl',
  )
})

test('hashes ten thousand names apart', () => {
  const hashes = new Set(Array.from({ length: 10_000 }, (_, index) => shortHash(`test ${index}`)))
  expect(hashes.size).toBeGreaterThan(9_990)
})

test('a take lies beside its first, and no name of a user gives its path', () => {
  const cassette = cassettePath('src/a.test.ts', 'refunds')
  expect(takePath(cassette, 1)).toBe(cassette)
  const second = takePath(cassette, 2)
  expect(second).toBe('__cassettes__/a.test.ts/refunds.take-2.cassette.jsonl')
  for (const path of [second, `${second}.recording`, `${second}.recording.previous`])
    expect(takeOf(path)).toBe(2)
  expect(takeOf(cassette)).toBe(1)
  expect(firstTakePath(second)).toBe(cassette)
  expect(firstTakePath(`${second}.recording`)).toBe(`${cassette}.recording`)
  expect(firstTakePath(cassette)).toBe(cassette)

  for (const name of [
    'refunds.take-2',
    'refunds take-2',
    'refunds-take-2',
    'refunds\u2024take-2',
  ]) {
    const own = cassettePath('src/a.test.ts', name)
    expect(own).not.toBe(second)
    expect(takeOf(own)).toBe(1)
    expect(slugOf(name)).toMatch(/^[a-z0-9-]+$/)
  }
  // Only the file's own name counts.
  const inFolder = '/x.take-2.cassette.jsonl/__cassettes__/a.test.ts/refunds.cassette.jsonl'
  expect(takeOf(inFolder)).toBe(1)
  expect(firstTakePath(inFolder)).toBe(inFolder)
})
