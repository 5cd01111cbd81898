import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { selectTest } from '../../../src/core/words/test-command.ts'
import { createProject } from '../../e2e/run-project.ts'
import { HOSTILE_PAYLOADS } from '../../report/hostile-payloads.ts'

/** The words as a shell hands them over. */
function wordsOf(command: string): string[] {
  const script = `for word in ${command}; do printf '%s\\0' "$word"; done`
  return execFileSync('sh', ['-c', script], { encoding: 'utf8', env: {} }).split('\0').slice(0, -1)
}

test.each([
  ['a.test.ts', 'suite > refunds an order', 'a.test.ts -t "^suite( >)? refunds an order$"'],
  ['a b.test.ts', '1 + 1 (twice)', `'a b.test.ts' -t "^1 \\+ 1 \\(twice\\)$"`],
  ["it's.test.ts", 'costs $5', `'it'\\''s.test.ts' -t "^costs \\x245$"`],
])('%s, %s', (file, name, command) => {
  expect(selectTest(file, name)).toBe(command)
})

/** Each is nothing but what a shell, a regular expression or a command line reads, or begins or ends with it. */
const SPECIAL = [
  '!',
  '$',
  '$x',
  '`x`',
  '(a|b)',
  '--',
  '-v',
  ' a',
  'a ',
  'two\nlines',
  '"',
  'a"b\'c',
  '\\',
  '^$',
  '.',
  '*',
]

const names = [
  ...Object.values(HOSTILE_PAYLOADS),
  '$(touch x)',
  '`id`',
  '\\',
  '\\$x',
  'a\\"; id; "',
  '!!',
  ...SPECIAL,
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

test.each(SPECIAL)('the pattern of %j finds no other test', (name) => {
  const [, , pattern] = wordsOf(selectTest('a.test.ts', name))
  expect(SPECIAL.filter((one) => new RegExp(pattern!).test(one))).toEqual([name])
})

test('the commands run as they are printed', async () => {
  const listed = JSON.stringify(SPECIAL)
  const project = createProject({
    'a.test.mjs': `import { test } from 'vitest'
for (const name of ${listed}) test(name, ({ task }) => console.log('ran ' + JSON.stringify(task.name)))`,
  })
  const own = SPECIAL.filter((_, at) => at % 3 === 0)
  const commands = own.map((name) => `npx vitest run ${selectTest('a.test.mjs', name)}`)
  const { output } = await project.run(['sh', '-c', commands.join('\n')])
  expect(output.match(/^ran .*/gm)).toEqual(own.map((name) => `ran ${JSON.stringify(name)}`))
})
