import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type { ReplayReport, RunReport } from '../../../src/report.ts'
import { parseReport, unpackContents } from '../../../src/report.ts'
import { chatCompletion, sendJson, startServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'

const SECRET = 'a-key-that-nobody-may-see-42'

const env = { MODEL_URL: '', SHOP_API_KEY: SECRET }
let removals: Array<() => void> = []
let project: Project
let whole: ReplayReport

beforeAll(async () => {
  project = createProject('reports', (remove) => removals.push(remove))
  const server = await startServer((request, response) => {
    const { messages } = JSON.parse(request.body) as { messages: Array<{ content: string }> }
    sendJson(response, chatCompletion({ content: `You said ${messages.at(-1)!.content}` }))
  })
  env.MODEL_URL = server.url
  // One after the other: both run the same file, and a cassette has one recorder.
  await project.vitest(['--project=north'], env)
  const recorded = await project.vitest([], env)
  await server.close()
  expect(recorded.output).toContain('10 passed | 1 expected fail (11)')
  const replayed = await replay()
  expect(replayed.exitCode).toBe(1)
  whole = project.report()
  return () => removals.forEach((remove) => remove())
})

function replay(args: string[] = [], more: Record<string, string> = {}) {
  return project.vitest(args, { ...env, CI: 'true', CHANGED: 'yes', ...more })
}

function runNamed(name: string, report = whole): RunReport {
  const runs = report.runs.filter((run) => run.name === name)
  expect(runs).toHaveLength(1)
  return runs[0]!
}

/** A report without what differs from run to run: times of this run. */
function timeless(report: ReplayReport): unknown {
  const runs = report.runs.map((run) => ({
    ...run,
    traceId: '',
    startedAt: '',
    endedAt: '',
    durationMs: 0,
    actions: run.actions.map((action) => ({
      ...action,
      spanId: '',
      startedAt: '',
      start: 0,
      replayedDuration: 0,
    })),
  }))
  // The second is another execution of each run.
  const causes = report.causes?.map((cause) => ({ ...cause, executions: 0 }))
  return { ...report, runs, causes }
}

test('the report is valid, and every part of it can be read', () => {
  const text = project.read('.vitest-replay/report.json')
  expect(parseReport(text, { file: 'report.json' })).toEqual(whole)
  for (const run of whole.runs) {
    for (const action of run.actions) {
      if (action.treatment === 'blocked') continue
      expect(unpackContents(action.inputs!, whole.contents)).toBeTruthy()
      expect(unpackContents(action.outputs!, whole.contents)).toBeTruthy()
    }
  }
})

test('projects, hooks, retries, timeouts and failures are all reported', () => {
  const told = whole.runs.map(({ project, name, status, attempt, expectedToFail }) =>
    [
      project,
      name,
      status,
      ...(attempt ? [`attempt ${attempt}`] : []),
      ...(expectedToFail ? ['expected'] : []),
    ].join(', '),
  )
  expect(told).toMatchInlineSnapshot(`
    [
      "north, runs in both projects, passed",
      "south, runs in both projects, passed",
      "north, calls once less, failed",
      "north, calls once more, failed",
      "north, has another prompt, failed, attempt 2",
      "north, beforeAll, passed",
      "north, calls a tool twice with the same inputs, passed",
      "north, does the same, passed",
      "north, has two runs, passed",
      "north, has two runs 2, passed",
      "south, is to fail, failed, expected",
      "south, never comes back, interrupted",
      "south, throws, failed",
    ]
  `)
})

test('recorded stands beside replayed', () => {
  const { actions, divergences, finalOutput } = runNamed('has another prompt')
  const [action] = actions
  const read = (packed: unknown) => unpackContents(packed as never, whole.contents)
  expect(action!.treatment).toBe('mismatched')
  expect(read(action!.inputs)).toMatchObject({
    body: { json: { messages: [{ content: 'You are kind.' }, { content: 'hello' }] } },
  })
  expect(read(action!.asked)).toMatchObject({
    body: {
      json: {
        messages: [
          { content: expect.stringMatching(/^You are rude\. \S+$/) as string },
          { content: 'hello' },
        ],
      },
    },
  })
  expect(read(action!.outputs)).toMatchObject({ status: 200, end: 'complete' })
  expect(read(action!.answer)).toEqual({ text: 'You said hello', toolCalls: [] })
  expect(divergences).toHaveLength(1)
  expect(finalOutput).toEqual({
    recorded: { output: 'You said hello' },
    replayed: { output: 'You said hello' },
  })
})

test('what was blocked shows what was asked, and what is missing shows what was recorded', () => {
  const blocked = runNamed('calls once more').actions[1]!
  expect(blocked).toMatchObject({ outcome: 'blocked', recorded: null, error: { name: 'Blocked' } })
  expect(unpackContents(blocked.asked!, whole.contents)).toMatchObject({ method: 'GET' })

  const { recordedActions } = runNamed('calls once less')
  expect(recordedActions).toHaveLength(2)
  expect(recordedActions[0]).not.toHaveProperty('inputs')
  expect(unpackContents(recordedActions[1]!.inputs!, whole.contents)).toMatchObject({
    body: { json: { messages: [{}, { content: 'second, which is missing' }] } },
  })
})

test('signals say what to look at', () => {
  expect(runNamed('calls a tool twice with the same inputs').signals).toMatchObject({
    first_error_span: null,
    stop_reason: 'success',
    repeated_tools: [{ name: 'lookup', count: 2, actions: [0, 1] }],
  })
  expect(runNamed('throws').signals).toMatchObject({
    stop_reason: 'step_error',
    error_class: 'agent_error',
  })
  expect(runNamed('calls once more').signals).toMatchObject({
    first_error_span: { index: 1, error_class: 'not_recorded' },
  })
})

test('a run that never came back shows what it had done', () => {
  const { actions, durationMs, signals, finalOutput } = runNamed('never comes back')
  expect(actions).toMatchObject([{ name: 'chat gpt-4o', outcome: 'success', replayed: true }])
  expect(unpackContents(actions[0]!.answer!, whole.contents)).toMatchObject({
    text: 'You said hello',
  })
  expect(durationMs).toBeGreaterThan(0)
  expect(signals.stop_reason).toBe('unknown')
  expect(finalOutput).toEqual({ recorded: null, replayed: null })
})

test('each execution and each action has an id and a time of its own', () => {
  const traces = whole.runs.map(({ traceId }) => traceId)
  expect(new Set(traces).size).toBe(whole.runs.length)
  for (const { traceId, startedAt, endedAt, status, actions } of whole.runs) {
    expect(traceId).toMatch(/^[0-9a-f]{32}$/)
    if (status === 'interrupted') expect(endedAt).toBeNull()
    else expect(Date.parse(endedAt!)).toBeGreaterThanOrEqual(Date.parse(startedAt))
    expect(new Set(actions.map(({ spanId }) => spanId)).size).toBe(actions.length)
    for (const action of actions) {
      expect(action.spanId).toMatch(/^[0-9a-f]{16}$/)
      expect(Date.parse(action.startedAt!)).toBeGreaterThanOrEqual(Date.parse(startedAt))
    }
  }
})

test('a replay is no measurement of the agent', () => {
  const { actions, recordedDurationMs } = runNamed('does the same')
  expect(actions[0]).toMatchObject({ outcome: 'success', replayed: true, replayedDuration: null })
  expect(actions[0]!.recordedDuration).toBeGreaterThan(0)
  expect(recordedDurationMs).toBeGreaterThan(0)
})

test('no file of the report contains a secret', () => {
  expect(project.read('.vitest-replay/report.json')).toContain('redacted')
  for (const file of ['report.json', 'report.md'])
    expect(project.read(`.vitest-replay/${file}`)).not.toContain(SECRET)
})

wholeTest('shards merge to the report of one machine', async () => {
  mkdirSync(join(project.root, 'blobs'))
  onTestFinished(() => project.write('.vitest-replay/report.json', JSON.stringify(whole)))
  const summary = join(project.root, 'summary.md')
  const actions = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }
  for (const shard of [1, 2, 3]) {
    const blob = ['--reporter=blob', `--outputFile.blob=blobs/${shard}.json`, `--shard=${shard}/3`]
    await replay(blob, actions)
    expect(project.report().totals.runs).toBeLessThan(whole.totals.runs)
  }
  expect(project.exists('summary.md')).toBe(false)
  const merged = await replay(['--merge-reports=blobs'], actions)
  expect(merged.exitCode).toBe(1)
  expect(timeless(project.report())).toEqual(timeless(whole))
  expect(project.read('summary.md')).toContain(':x: vitest-replay: ')
  expect(merged.output).toMatch(/^::error file=north\/changed\.test\.ts,/m)
})

test('in a terminal the worst comes first, and nothing is wider than 80 columns', async () => {
  const { output } = await replay(['north/changed.test.ts', '--project=north'])
  const summary = output.slice(output.indexOf('x vitest-replay: '))
  expect(summary).toContain('report: .vitest-replay/report.')
  const lines = summary.slice(0, summary.indexOf('report: ')).split('\n')
  expect(lines.length).toBeGreaterThan(8)
  expect(lines.filter((line) => line.length > 80)).toEqual([])
  expect(output).not.toContain('::error')
})
