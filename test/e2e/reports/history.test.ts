import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { releaseHistory } from '../../../fixtures/reports/release-history.ts'
import type { ReplayReport } from '../../../src/report.ts'
import { createProject } from '../run-project.ts'

const TEST = `
import { test } from 'vitest'
import { replayRun } from 'vitest-replay'
const tools = { add: async (a, b) => a + b }
test('adds', async () => {
  await replayRun(() => tools.add(1, 2), { actions: { add: [tools, 'add'] } })
})
`
const HISTORY = '.vitest-replay/history.jsonl'

const embedded = (page: string) =>
  JSON.parse(
    gunzipSync(
      Buffer.from(/id="vitest-replay-data">([^<]+)</.exec(page)![1]!, 'base64'),
    ).toString(),
  ) as ReplayReport

test('the report of a test run contains the releases of the history', async () => {
  const history = releaseHistory()
  const lines = history.map((entry) => `${JSON.stringify(entry)}\n`)
  const project = createProject({ 'adds.test.mjs': TEST, [HISTORY]: lines.join('') })
  const run = await project.vitest([])
  expect(run.exitCode, run.output).toBe(0)
  expect(project.report().history).toEqual(history)
  expect(embedded(project.read('.vitest-replay/report.html')).history).toEqual(history)
})

test('a report has no history without the file, and an unreadable file is named', async () => {
  const project = createProject({ 'adds.test.mjs': TEST })
  expect((await project.vitest([])).exitCode).toBe(0)
  expect(project.report()).not.toHaveProperty('history')
  project.write(HISTORY, '{"release": 1}\n')
  const run = await project.vitest([])
  expect(run.exitCode, run.output).toBe(0)
  expect(run.output).toMatch(/Failed to read the history .*history\.jsonl: line 1: /)
  expect(project.report()).not.toHaveProperty('history')
})
