import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

const FOLDER = '.github/workflows'
const workflows = readdirSync(FOLDER).map((file) => [
  file,
  readFileSync(`${FOLDER}/${file}`, 'utf8'),
])

test.each(workflows)('%s pins each action by its commit, and names its version', (_file, text) => {
  const used = [...text!.matchAll(/uses: *(.*)/g)].map(([, action]) => action)
  expect(used).not.toHaveLength(0)
  for (const action of used)
    expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
})

test.each(workflows)(
  '%s gives its token no more than it reads, and each job a limit',
  (_file, text) => {
    const { permissions, jobs } = parse(text!) as {
      permissions: unknown
      jobs: Record<string, { 'timeout-minutes'?: number }>
    }
    expect(permissions).toEqual({ contents: 'read' })
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0)
  },
)

test('every file with a test of the whole tables alone is run by test:integration', () => {
  const table = /integration: \[([^\]]*)\]/.exec(readFileSync('.config/run-table.mjs', 'utf8'))![1]!
  const named = [...table.matchAll(/'([^']*)'/g)]
    .map(([, word]) => word!)
    .filter((word) => !word.startsWith('--'))
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts') && !path.startsWith('bench/'))
    .filter((path) => /^wholeTest[.(]/m.test(readFileSync(`test/${path}`, 'utf8')))
  expect(files.length).toBeGreaterThan(10)
  expect(files.filter((path) => !named.some((part) => path.includes(part)))).toEqual([])
  expect(
    named.filter((part) => !existsSync(`test/${part}`) && !existsSync(`test/${part}.test.ts`)),
  ).toEqual([])
})
