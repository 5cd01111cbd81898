import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

/** Above what a call takes as arguments, which is where spreading an array ends. */
const LENGTH = 1_000_000
/** Characters of one answer of a tool; two of them make a cassette of 100 MB. */
const CHARACTERS = 50_000_000

const TEST = `
import { expect, test } from 'vitest'
import { action, replayRun } from 'vitest-replay'

const rows = action('rows', async () => Array.from({ length: Number(process.env.LENGTH) }, (_, at) => at))
const page = action('page', async (at) => at + ' ' + ('word ' + at + ' in a row. ').repeat(process.env.CHARACTERS / 17))

test('rows', async () => {
  const run = await replayRun(async () => {
    const all = [...(await rows()), ...(await rows())]
    if (process.env.CHANGED) all[5] = -1
    return all
  })
  expect(run.output).toHaveLength(2 * process.env.LENGTH)
})
test('pages', async () => {
  const run = await replayRun(async () => (await page(1)).length + (await page(2)).length)
  expect(run.output).toBeGreaterThan(Number(process.env.CHARACTERS))
})
`

wholeTest(
  'large arrays and a large cassette are recorded, verified and replayed, and a change is found in them',
  async () => {
    const project = createProject({ 'a.test.ts': TEST })
    const env = { LENGTH: String(LENGTH), CHARACTERS: String(CHARACTERS) }
    const recorded = await project.vitest([], env)
    expect(recorded.exitCode, recorded.output).toBe(0)
    expect(recorded.output).toContain('recorded and verified')
    const bytes = project.cassettes().map((path) => statSync(join(project.root, path)).size)
    expect(Math.max(...bytes)).toBeGreaterThan(2 * CHARACTERS)

    // The recording was verified by a replay of it, in the same process.
    expect(await project.vitest([], { ...env, CI: '1' })).toMatchObject({ exitCode: 0 })
    const changed = await project.vitest(['-t', 'rows'], { ...env, CI: '1', CHANGED: '1' })
    expect(changed.exitCode).toBe(1)
    expect(changed.output).toContain('$[5]')
  },
)
