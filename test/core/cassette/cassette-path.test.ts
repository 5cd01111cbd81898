import { posix } from 'node:path'
import { expect, test } from 'vitest'
import {
  cassettePath,
  cassettePlaces,
  firstTakePath,
  shortHash,
  slugOf,
  takeOf,
  takePath,
} from '../../../src/core/cassette/cassette-path.ts'

test.each([
  ['refund agent > refunds an order', 'refund-agent-refunds-an-order'],
  ['re-records a run', 're-records-a-run'],
  ['a "quoted" (name)!', 'a-quoted-name-58bf21ca'],
  ['Crème brûlée', 'creme-brulee-b9fceff4'],
  ['con', 'con-f176e8ed'],
  ['lpt1', 'lpt1-f3bf4f94'],
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

test('names that differ in punctuation, case or accents have files of their own', () => {
  // prettier-ignore
  const names = [
    'C', 'C++', 'C#', 'c', '1 + 2', '1 - 2', '1 * 2', '-1 + 2', 'foo/bar', '/foo/bar',
    'foo/../bar', 'foo bar', 'C:\\temp\\x', 'con', 'Con', '日本語', '中国語', '🙂', '🙃',
    'naïve', 'naive', 'nai\u0308ve', '<>:"|?*', '...', '', `${'x'.repeat(200)}1`,
    `${'x'.repeat(200)}2`, 'adds two', 'Adds two!', 'adds two!',
  ]
  expect(new Set(names.map(slugOf)).size).toBe(names.length)
})

test('names that share a readable slug have a second place, and each its place of 0.1.0', () => {
  const one = cassettePlaces('a.test.ts', 'adds > two')
  const other = cassettePlaces('a.test.ts', 'adds two')
  expect(one.own).toBe(other.own)
  expect(one.distinct).not.toBe(other.distinct)
  expect(cassettePlaces('a.test.ts', 'C++').earlier).toBe(
    '__cassettes__/a.test.ts/c.cassette.jsonl',
  )
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
