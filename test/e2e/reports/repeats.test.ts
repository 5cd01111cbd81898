import { expect, test } from 'vitest'
import { runsOfReport } from '../../../src/core/comparison/runs/from-report.ts'
import { chatCompletion, sendJson, startServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

/** An agent that asks something else in its second call of a process, when told to. */
const AGENT = `let calls = 0
export async function agent() {
  calls++
  const content = process.env['DRIFTS'] && calls === 2 ? 'Hello?' : 'Hello'
  const response = await fetch(process.env['MODEL_URL'] + '/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content }] }),
  })
  return (await response.json()).choices[0].message.content
}
`

const testFile = (options: string) => `import { test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { agent } from './agent'
test('greets', ${options}, async () => { await replayRun(agent) })
`

test('a repetition that diverges is reported, whatever the last one does; an attempt that is retried is not', async () => {
  const server = await startServer((_, response) =>
    sendJson(response, chatCompletion({ content: 'Hello' })),
  )
  const project = createProject({ 'agent.ts': AGENT, 'a.test.ts': testFile('{ repeats: 3 }') })
  const run = async (drifts = '') => {
    const { exitCode } = await project.vitest([], { MODEL_URL: server.url, DRIFTS: drifts })
    const runs = project.report().runs.map(({ status, matchRate }) => [status, matchRate])
    return { exitCode, runs }
  }
  expect((await run()).exitCode).toBe(0)
  expect(await run()).toEqual({ exitCode: 0, runs: [['passed', 1]] })
  expect(await run('yes')).toEqual({ exitCode: 1, runs: [['failed', 0.5]] })
  // The first call fails the test, the second diverges, the third passes.
  project.write(
    'a.test.ts',
    `let tries = 0\n${testFile('{ retry: 3 }').replace('await replayRun(agent)', "await replayRun(agent); if (++tries === 1) throw new Error('again')")}`,
  )
  expect(await run('yes')).toEqual({ exitCode: 0, runs: [['passed', 1]] })
})

wholeTest(
  'the totals of a report and a comparison of it count the same runs of a test that is tried again',
  async () => {
    const server = await startServer((_, response) =>
      sendJson(response, chatCompletion({ content: 'Hello' })),
    )
    const project = createProject({ 'agent.ts': AGENT })
    const runsOf = async (test: string, drifts = '') => {
      project.write(
        'a.test.ts',
        `import { test } from 'vitest'
      import { replayRun } from 'vitest-replay'
      import { agent } from './agent'
      const other = { cassette: 'other', thresholds: false as const }
      let tries = 0
      ${test}`,
      )
      await project.vitest([], { MODEL_URL: server.url, DRIFTS: drifts })
      const report = project.report()
      const compared = runsOfReport(report).map(({ identity }) =>
        identity.cassette.split('/').at(-1),
      )
      expect(compared).toHaveLength(report.totals.runs)
      return compared
    }
    // The first attempt alone makes the second run.
    const retried = `test('greets', { retry: 1 }, async () => {
    await replayRun(agent)
    if (++tries > 1) return
    await replayRun(agent, other)
    throw new Error('again')
  })`
    expect(await runsOf(retried)).toEqual(['greets.cassette.jsonl'])
    // The worst of the second run is of the first repetition, that of the first run is of the last.
    const repeated = `test('greets', { repeats: 2 }, async () => {
    await replayRun(agent)
    await replayRun(agent, other)
  })`
    await runsOf(repeated)
    expect(await runsOf(repeated, 'yes')).toEqual(['greets.cassette.jsonl', 'other.cassette.jsonl'])
    expect(project.report().runs.map(({ attempt }) => attempt)).toEqual([1, 0])
  },
)

test('a test run without a replay leaves no report of an earlier one, and none where only a part was run', async () => {
  const server = await startServer((_, response) =>
    sendJson(response, chatCompletion({ content: 'Hello' })),
  )
  const plain = "import { test } from 'vitest'\ntest('plain', () => {})\n"
  const project = createProject({ 'agent.ts': AGENT, 'a.test.ts': plain, 'b.test.ts': plain })
  const run = async (...args: string[]) => {
    const { exitCode, output } = await project.vitest(args, { MODEL_URL: server.url })
    expect(exitCode, output).toBe(0)
  }
  await run()
  expect(project.exists('.vitest-replay/report.json')).toBe(false)
  project.write('a.test.ts', testFile('{}'))
  await run()
  await run('b.test.ts')
  expect(project.report().totals.runs).toBe(1)
  project.write('a.test.ts', plain)
  await run()
  expect(project.report()).toMatchObject({ runs: [], totals: { runs: 0 } })
})
