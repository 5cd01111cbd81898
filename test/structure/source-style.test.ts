import { expect, test } from 'vitest'
import { sourceFiles } from './source-files.ts'

const files = sourceFiles()

test('no source file has more than 300 lines', () => {
  const long = files
    .map(({ path, text }) => [path, text.split('\n').length - 1] as const)
    .filter(([, lines]) => lines > 300)
  expect(long).toEqual([])
})

test('files and folders are named in kebab-case, and by what they hold', () => {
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
