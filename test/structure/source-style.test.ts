import { expect, test } from 'vitest'
import { otherFiles, sourceFiles } from './source-files.ts'

const files = sourceFiles()
const commented = [...files, ...otherFiles()]

test('no source file has more than 300 lines', () => {
  const long = files
    .map(({ path, text }) => [path, text.split('\n').length - 1] as const)
    .filter(([, lines]) => lines > 300)
  expect(long).toEqual([])
})

test('files and folders are named in kebab-case, after their contents', () => {
  const odd = files.filter(
    ({ path }) =>
      !/^([a-z0-9-]+\/)*[a-z0-9-]+\.tsx?$/.test(path) ||
      /(^|\/)(utils?|helpers?|types|common|misc)(\/|\.ts)/.test(path),
  )
  expect(odd.map(({ path }) => path)).toEqual([])
})

test('errors begin with [vitest-replay] once: the class adds it', () => {
  const twice = files.filter(({ text }) => /attempted: ['"`]\[vitest-replay\]/.test(text))
  expect(twice.map(({ path }) => path)).toEqual([])
})

test('a comment of a declaration is a noun phrase or a verb, not a clause', () => {
  const clauses = commented.flatMap(({ path, text }) =>
    [...text.matchAll(/\/\*\*[\s*]+(?:Whether|What|How|Who|Why|Says|Tells|Has|Holds)\b.*/g)].map(
      ([comment]) => `${path}: ${comment}`,
    ),
  )
  expect(clauses).toEqual([])
})

test('a comment within code names its subject, instead of beginning with a clause', () => {
  const clauses = commented.flatMap(({ path, text }) =>
    [...text.matchAll(/^ *\/\/ (?:Whether|What|How|Who|That) .*/gm)].map(
      ([comment]) => `${path}: ${comment.trim()}`,
    ),
  )
  expect(clauses).toEqual([])
})

test('comments and code name things by the terms of the project', () => {
  const words = files.flatMap(({ path, text }) =>
    [...text.matchAll(/.*\b(?:told|lent|lend|lends|settle|settles|settled|worlds?)\b.*/gi)].map(
      ([line]) => `${path}: ${line.trim()}`,
    ),
  )
  expect(words).toEqual([])
})

/** Takes the place of `protocol/option-checks.ts` in the built package, with the same exports. */
const REPLACEMENT = 'protocol/compiled-checks.ts'

test('an exported name is declared once', () => {
  const declared = new Map<string, string[]>()
  for (const { path, text } of files) {
    if (path === REPLACEMENT) continue
    const names = text.matchAll(
      /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|interface|type|const|let|enum) (\w+)/gm,
    )
    for (const name of new Set([...names].map((match) => match[1]!)))
      declared.set(name, [...(declared.get(name) ?? []), path])
  }
  expect([...declared].filter(([, paths]) => paths.length > 1)).toEqual([])
})

test('code that runs with the agent does not load the ES module of node:http', () => {
  const loading = /^import (?!type )[^'"]*? from '(?:node:)?http'/m
  const wrong = files.filter(({ path, text }) => path.startsWith('worker/') && loading.test(text))
  expect(wrong.map(({ path }) => path)).toEqual([])
})

/** Nouns that are counted in what is printed. */
const COUNTED =
  'actions|runs|times|takes|calls(?! \\$)|events|lines|bytes|characters|entries|positions|divergences|tests|secrets|requests|replays|recordings|cassettes|causes|findings|steps|reads|names'

/** Files with a form of their own for one, and with verbs that look like the nouns. */
const OTHERWISE = [
  'node/cli/command.ts',
  'node/cli/dry-run/look-ahead.ts',
  'core/words/comparison/describe-conclusion.ts',
  'core/words/receipt.ts',
  'worker/run/assert-run.ts',
]

test('a count is printed with its noun by one function, which knows that one action is no actions', () => {
  const counted = new RegExp(String.raw`\$\{(?![^{}]*plural\()[^{}]*\} (?:${COUNTED})\b`, 'g')
  const wrong = files
    .filter(({ path }) => !OTHERWISE.includes(path))
    .flatMap(({ path, text }) =>
      [...text.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '').matchAll(counted)].map(
        ([print]) => `${path}: ${print}`,
      ),
    )
  expect(wrong).toEqual([])
})
