import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/core/seeded-random.ts'
import { diffLongLines } from '../../../src/core/words/diff-long-lines.ts'
import { diffText } from '../../../src/core/words/text-diff.ts'

test.each<[name: string, before: string[], after: string[], shown: string[]]>([
  ['a changed line', ['a', 'b', 'c', 'd'], ['a', 'x', 'c', 'd'], ['  a', '- b', '+ x', '  c']],
  ['a first line', ['a', 'b', 'c'], ['x', 'b', 'c'], ['- a', '+ x', '  b']],
  ['a last line', ['a', 'b', 'c'], ['a', 'b'], ['  b', '- c']],
  ['two changes with a line between them', ['a', 'b', 'c'], ['b'], ['- a', '  b', '- c']],
  [
    'two changes with two lines between them',
    ['a', 'b', 'c', 'd'],
    ['b', 'c'],
    ['- a', '  b', '  c', '- d'],
  ],
  ['nothing', ['a', 'b'], ['a', 'b'], []],
])('shows %s with one line around', (_name, before, after, shown) => {
  expect(diffLongLines(before.join('\n'), after.join('\n'))).toEqual(shown)
})

test('what is left out and what is marked make up both texts', () => {
  const random = seededRandom('long lines')
  for (let round = 0; round < 200; round++) {
    const lines = () =>
      Array.from({ length: 1 + Math.floor(random() * 12) }, () => 'abc'[Math.floor(random() * 3)]!)
    const [before, after] = [lines(), lines()]
    const shown = diffLongLines(before.join('\n'), after.join('\n'))
    const marked = (mark: string) =>
      shown.filter((line) => line.startsWith(mark)).map((line) => line.slice(2))
    expect(before.length - marked('-').length).toBe(after.length - marked('+').length)
    expect(isWithin(marked('-'), before)).toBe(true)
    expect(isWithin(marked('+'), after)).toBe(true)
  }
})

/** Returns true for a list that is `whole` with elements left out. */
function isWithin(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0
  for (const element of whole) if (part[at] === element) at++
  return at === part.length
}

test('16,000 changed lines are all shown', () => {
  const text = (side: string) =>
    Array.from({ length: 16_000 }, (_, line) => `line ${line}\n${side} says of ${line}`).join('\n')
  const shown = diffText(text('one'), text('other'), Infinity)
  expect(shown.filter((line) => line.startsWith('- one'))).toHaveLength(16_000)
  expect(shown.filter((line) => line.startsWith('+ other'))).toHaveLength(16_000)
  expect(shown.filter((line) => line.startsWith('  line'))).toHaveLength(16_000)
})
