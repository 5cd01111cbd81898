import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { selectTest } from '../../../src/core/words/test-command.ts'
import { HOSTILE_PAYLOADS } from '../../report/hostile-payloads.ts'

/** The words as a shell hands them over. */
function wordsOf(command: string): string[] {
  const script = `for word in ${command}; do printf '%s\\0' "$word"; done`
  return execFileSync('sh', ['-c', script], { encoding: 'utf8', env: {} }).split('\0').slice(0, -1)
}

test.each([
  ['a.test.ts', 'suite > refunds an order', 'a.test.ts -t "^suite( >)? refunds an order$"'],
  ['a b.test.ts', '1 + 1 (twice)', `'a b.test.ts' -t "^1 \\+ 1 \\(twice\\)$"`],
  ["it's.test.ts", 'costs $5', `'it'\\''s.test.ts' -t "^costs .5$"`],
])('%s, %s', (file, name, command) => {
  expect(selectTest(file, name)).toBe(command)
})

const names = [
  ...Object.values(HOSTILE_PAYLOADS),
  '$(touch x)',
  '`id`',
  '\\',
  '\\$x',
  'a\\"; id; "',
  '!!',
]

test.each(names.filter((name) => !name.includes('\u0000')))(
  'of %j a shell makes three words, and the pattern finds the test',
  (name) => {
    const [file, flag, pattern, ...more] = wordsOf(selectTest(name, name))
    expect(more).toEqual([])
    expect([file, flag]).toEqual([Buffer.from(name).toString('utf8'), '-t'])
    // As Vitest 4 and Vitest 5 join the names of suites and test.
    for (const joined of [name.replaceAll(' > ', ' '), name]) {
      expect(new RegExp(pattern!).test(joined)).toBe(true)
      expect(new RegExp(pattern!).test(`${joined} too`)).toBe(false)
    }
  },
)
