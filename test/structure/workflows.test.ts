import { readdirSync, readFileSync } from 'node:fs'
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
