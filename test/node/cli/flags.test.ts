import { expect, test } from 'vitest'
import { z } from 'zod'
import { option } from '../../../src/core/options/option.ts'
import { check } from '../../../src/node/cli/check.ts'
import { readArguments, UsageError } from '../../../src/node/cli/command.ts'
import { compare } from '../../../src/node/cli/compare.ts'
import { history } from '../../../src/node/cli/history.ts'
import { learn } from '../../../src/node/cli/learn.ts'
import { report } from '../../../src/node/cli/report.ts'
import { show } from '../../../src/node/cli/show.ts'

const FlagsSchema = z.strictObject({
  json: option(z.boolean(), 'As JSON.'),
  format: option(z.enum(['terminal', 'json', 'markdown']), 'The form.', 'terminal'),
  last: option(z.coerce.number().int().min(1), 'How many.'),
  enable: option(z.array(z.enum(['clock', 'random'])), 'Which.'),
  name: option(z.string(), 'The name.').meta({ short: 'n' }),
})

test('the values are of the types of the schema', () => {
  const args = ['a', '--json', '--last=3', '--enable', 'clock', '-n', 'x', '--enable=random', 'b']
  expect(readArguments(args, FlagsSchema)).toEqual({
    values: { json: true, last: 3, enable: ['clock', 'random'], name: 'x' },
    positionals: ['a', 'b'],
  })
  expect(readArguments(['--', '--json'], FlagsSchema).positionals).toEqual(['--json'])
})

function refusalOf(args: string[], flags: z.ZodObject): string {
  try {
    readArguments(args, flags)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return (error as Error).message
  }
  return 'accepted'
}

test('a wrong flag is named, with what was most likely meant', () => {
  const calls = [
    ['--fromat', 'json'],
    ['--jsno'],
    ['-x'],
    ['--nothing-like-it'],
    ['--format', 'jsn'],
    ['--format', 'xml'],
    ['--format'],
    ['--json=yes'],
    ['--last', '0'],
    ['--last', 'many'],
    ['--last=1.5'],
    ['--enable', 'clock', '--enable', 'clok'],
  ]
  const refusals = calls.map((args) => `${args.join(' ')}: ${refusalOf(args, FlagsSchema)}`)
  expect(refusals.join('\n')).toMatchInlineSnapshot(`
    "--fromat json: there is no option --fromat; did you mean --format?
    --jsno: there is no option --jsno; did you mean --json?
    -x: there is no option -x; it takes --json, --format, --last, --enable, --name
    --nothing-like-it: there is no option --nothing-like-it; it takes --json, --format, --last, --enable, --name
    --format jsn: --format takes one of terminal, json, markdown, not "jsn"; did you mean json?
    --format xml: --format takes one of terminal, json, markdown, not "xml"
    --format: Option '--format <value>' argument missing
    --json=yes: Option '--json' does not take an argument
    --last 0: --last takes a whole number, 1 or more, not "0"
    --last many: --last takes a whole number, 1 or more, not "many"
    --last=1.5: --last takes a whole number, 1 or more, not "1.5"
    --enable clock --enable clok: --enable takes one of clock, random, not "clok"; did you mean clock?"
  `)
  expect(refusalOf([], z.strictObject({ to: z.enum(['csv', 'json']) }))).toBe(
    '--to is missing: it takes one of csv, json',
  )
})

test.each(Object.entries({ check, compare, history, learn, report, show }))(
  'the help of %s names its flags and no others',
  (_, { help, flags }) => {
    const named = [...help.matchAll(/(?<![\w-])--([a-zA-Z][\w-]*)/g)].map(([, name]) => name!)
    const declared = flags.flatMap(({ shape }) => Object.keys(shape))
    expect([...new Set(named)].sort()).toEqual([...new Set(declared)].sort())
  },
)
