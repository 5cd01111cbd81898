import { expect, test } from 'vitest'
import { diffText } from '../../../src/core/words/text-diff.ts'

test('shows the words of a line', () => {
  expect(diffText('refund the order', 'do not refund the order', 12)).toEqual([
    '- refund the order',
    '+ do not refund the order',
  ])
})

test('leaves out long stretches that are the same', () => {
  const same = 'the same words again and again '.repeat(20)
  const [recorded, replayed] = diffText(`${same}yes ${same}`, `${same}no ${same}`, 12)
  expect(recorded).toContain('...')
  expect(recorded).toContain('yes')
  expect(replayed).toContain('no')
  expect(recorded!.length).toBeLessThan(same.length * 2)
})

test('shows the lines of a text, with one line around', () => {
  const text = (middle: string) => ['one', 'two', middle, 'four', 'five'].join('\n')
  expect(diffText(text('three'), text('drei'), 12)).toEqual([
    '  two',
    '- three',
    '+ drei',
    '  four',
  ])
})

test('stops at the most lines wanted', () => {
  const text = (mark: string) => Array.from({ length: 50 }, (_, i) => `${mark} ${i}`).join('\n')
  const lines = diffText(text('a'), text('b'), 5)
  expect(lines).toHaveLength(5)
  expect(lines.at(-1)).toMatch(/^ {2}\.\.\. \d+ more lines in the report$/)
})

test('comes to an end with long texts that have nothing in common', { timeout: 20_000 }, () => {
  const lines = diffText('a b '.repeat(50_000), 'c d '.repeat(50_000), 12)
  expect(lines.join('').length).toBeLessThan(1000)
})
