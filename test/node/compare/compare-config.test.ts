import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CONFIG_FILE, readCompareConfig } from '../../../src/node/compare/compare-config.ts'
import { temporaryFolder } from '../../storage/temporary-folder.ts'

function read(failOn: unknown) {
  const folder = temporaryFolder()
  writeFileSync(join(folder, CONFIG_FILE), JSON.stringify({ compare: { failOn } }))
  return readCompareConfig(folder)
}

test('an empty rule is no rule: a gate of it would never fail', () => {
  expect(read(['regressed', 'missing'])).toEqual({ failOn: ['regressed', 'missing'] })
  expect(read([])).toEqual({ failOn: [] })
  for (const failOn of [[''], ['regressed', ' ']])
    expect(() => read(failOn)).toThrow(/"compare\.failOn\[\d\]" is " ?"\. Use a rule of the gate/)
})

test.each([
  [{ compare: { failon: [] } }, 'Did you mean "compare.failOn"?'],
  [{ compare: { tolerance: { tokns: 1 } } }, 'Did you mean "compare.tolerance.tokens"?'],
  [{ compare: { tolerance: { cost: '10%' } } }, '"compare.tolerance.cost" is "10%". Use a number'],
  [[], 'the whole is an array. Use an object with'],
])('%j is refused, with what was most likely meant', (settings, message) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, CONFIG_FILE), JSON.stringify(settings))
  expect(() => readCompareConfig(folder)).toThrow(message)
})
