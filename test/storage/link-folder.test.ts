import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { makeScratchFolder } from '../../src/storage/link-folder.ts'

test('a folder of its own, taken away with what is in it', () => {
  const within = mkdtempSync(join(tmpdir(), 'scratch-'))
  const [one, two] = [makeScratchFolder(within), makeScratchFolder(within)]
  expect(dirname(one.path)).toBe(within)
  expect(one.path).not.toBe(two.path)
  writeFileSync(join(one.path, 'draft.md'), 'hello')
  one.remove()
  one.remove()
  expect(existsSync(one.path)).toBe(false)
  expect(readdirSync(within)).toHaveLength(1)
  rmSync(within, { recursive: true })
})
