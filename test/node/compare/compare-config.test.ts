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
    expect(() => read(failOn)).toThrow(/compare\.failOn\.\d: a rule of the gate is empty/)
})
