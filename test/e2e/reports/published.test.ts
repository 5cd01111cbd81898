import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'

const CONFIG = `
import { writeFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { replay } from 'vitest-replay/plugin'

const metas = {}
const reader = {
  onTestCaseResult: (test) => void (metas[test.name] = test.meta()),
  onTestModuleEnd: (module) => void (metas.file = module.meta()),
  onTestRunEnd: () => writeFileSync('metas.json', JSON.stringify(metas)),
}
export default defineConfig({ plugins: [replay()], test: { reporters: ['default', reader] } })
`

const TEST = `
import { beforeAll, expect, test } from 'vitest'
import { action, replayRun } from 'vitest-replay'

const add = action('add', (a, b) => a + b)

beforeAll(async () => {
  await replayRun(async () => add(1, 2), { cassette: 'in a hook' })
})

test('in a test', async () => {
  expect((await replayRun(async () => add(3, 4))).output).toBe(7)
})
`

test('the summaries of a test and of a file have one shape, and the run of a hook is reported', async () => {
  const project = createProject({ 'vitest.config.ts': CONFIG, 'a.test.ts': TEST })
  const { exitCode, output } = await project.vitest()
  expect(exitCode, output).toBe(0)
  const metas = JSON.parse(project.read('metas.json')) as Record<
    string,
    { vitestReplay: Array<Record<string, unknown>> }
  >
  const shape = ['cassette', 'divergences', 'matchRate', 'mode', 'name', 'runId', 'status']
  for (const name of ['in a test', 'file'])
    expect(metas[name]!.vitestReplay.map((summary) => Object.keys(summary).sort())).toEqual([shape])
  expect(project.report().runs).toHaveLength(2)
})
