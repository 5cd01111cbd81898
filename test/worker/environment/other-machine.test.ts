import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { seededRandom } from '../../../src/core/seeded-random.ts'
import { OtherMachine, otherNumbers } from '../../../src/worker/environment/other-machine.ts'

const seeds = Array.from({ length: 200 }, (_, seed) => seed)

test('a process id that no process has, the same again for the same seed', () => {
  for (const seed of seeds) {
    const pid = new OtherMachine(seed).pid(process.pid)
    expect(pid).toBe(new OtherMachine(seed).pid(process.pid))
    expect(pid % 2).toBe(1)
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  }
})

test('texts keep their form, and every digit is another', () => {
  for (const text of ['4711', '1.2.3', 'runner-7', '9fceb02d0ae5', '#1 SMP 2026', 'v10', '0']) {
    for (const seed of seeds) {
      const other = new OtherMachine(seed).text(text)
      expect(other.replace(/\d/g, '0')).toBe(text.replace(/\d/g, '0'))
      for (const [at, sign] of [...text].entries())
        if (/\d/.test(sign)) expect(other[at]).not.toBe(sign)
      expect(other).toMatch(/^[^0]/)
    }
  }
})

test('names of a host and a user differ from each other and by seed', () => {
  const names = seeds.flatMap((seed) => {
    const machine = new OtherMachine(seed)
    return [machine.name('host'), machine.name('user')]
  })
  expect(new Set(names).size).toBe(names.length)
})

test('a temporary folder is there until the replay is over, with what a test has put there', () => {
  const machine = new OtherMachine(1)
  const own = mkdtempSync(join(tmpdir(), 'fixture-'))
  onTestFinished(() => rmSync(own, { recursive: true }))
  const folder = machine.temporaryFolder()
  expect(machine.temporaryFolder()).toBe(folder)
  expect(dirname(dirname(folder))).toBe(tmpdir())
  expect(readdirSync(join(folder, basename(own)))).toEqual([])
  writeFileSync(join(folder, basename(own), 'draft'), '')
  machine.close()
  expect(existsSync(dirname(folder))).toBe(false)
  expect(readdirSync(own)).toEqual(['draft'])
  // Nobody asked for one.
  new OtherMachine(2).close()
})

test('files come in another order, behind the folder that they lie in', () => {
  const folderOf = (path: string) => path.split('/').slice(0, -1).join('/')
  const tree = ['a', 'b', 'c', 'a/x', 'a/y', 'c/z', 'a/y/1', 'a/y/2']
  for (const seed of seeds) {
    const other = new OtherMachine(seed).order(tree, folderOf)
    expect(other).not.toEqual(tree)
    expect(other.toSorted()).toEqual(tree.toSorted())
    for (const [at, path] of other.entries())
      if (folderOf(path)) expect(other.slice(0, at)).toContain(folderOf(path))
  }
})

test('numbers grow in proportion, whole ones stay whole, and the rest stays', () => {
  const usage = { heapUsed: 1000, load: [0.5, 2], note: 'text', none: null }
  for (const seed of seeds) {
    const other = otherNumbers(usage, seededRandom(String(seed)))
    expect(other).toMatchObject({ note: 'text', none: null })
    expect(Number.isInteger(other.heapUsed)).toBe(true)
    expect(other.heapUsed).toBeGreaterThan(1000)
    expect(other.heapUsed).toBeLessThan(2000)
    expect(other.load[0]).toBeGreaterThan(0.5)
    expect(other.load[1]).not.toBe(2)
  }
})
