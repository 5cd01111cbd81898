import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { readStoredRun } from '../../../src/storage/run-store/read-runs.ts'
import { createProject, type Project } from '../run-project.ts'

const SECRET = 'a-key-that-nobody-may-see-42'

const CONFIG = `import { appendFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { replay } from 'vitest-replay/plugin'

const onEvent = (event) => appendFileSync('events.jsonl', JSON.stringify(event) + '\\n')

export default defineConfig({
  plugins: [replay(process.env.LISTEN ? { onEvent } : {})],
})
`

let removals: Array<() => void> = []
let project: Project
const events: Record<'recorded' | 'replayed', Array<Record<string, string>>> = {
  recorded: [],
  replayed: [],
}

beforeAll(async () => {
  project = createProject('runs', (remove) => removals.push(remove))
  project.write('vitest.config.ts', CONFIG)
  const run = async (env: Record<string, string>) => {
    project.write('events.jsonl', '')
    await project.vitest([], { SHOP_API_KEY: SECRET, LISTEN: 'yes', ...env })
    const lines = project.read('events.jsonl').trimEnd().split('\n')
    return lines.map((line) => JSON.parse(line) as Record<string, string>)
  }
  events.recorded = await run({ KILL: 'yes', CI_JOB_ID: 'job-7' })
  events.replayed = await run({ CI: 'true', WANTED: 'B-2' })
  return () => removals.forEach((remove) => remove())
})

function eventsOf(kind: 'recorded' | 'replayed', test: string) {
  const created = events[kind].find(
    (event) =>
      event['event'] === 'run_created' &&
      (event['run'] as unknown as { name: string }).name === test,
  )
  const own = events[kind].filter(({ traceId }) => traceId === created?.['traceId'])
  return { traceId: created!['traceId']!, names: own.map(({ event }) => event), own }
}

test('the events of a run are told in order, while it is recorded and while it is replayed', () => {
  const order = ['run_created', 'console', 'action_created', 'action_created', 'note']
  expect(eventsOf('recorded', 'refunds an order').names).toEqual([...order, 'run_completed'])
  expect(eventsOf('replayed', 'refunds an order').names).toEqual([...order, 'run_failed'])
  expect(eventsOf('recorded', 'throws while it is recorded').own.at(-1)).toMatchObject({
    event: 'run_failed',
    status: 'failed',
    reason: 'TypeError: the order B-1 cannot be refunded',
    summary: { errorClass: 'tool_error', stopReason: 'tool_error:refund' },
  })
})

test('a run whose worker is killed has failed, with what it had done', () => {
  const { names, own, traceId } = eventsOf('recorded', 'is killed')
  expect(names).toEqual(['run_created', 'action_created', 'run_failed'])
  expect(own.at(-1)).toMatchObject({
    status: 'interrupted',
    reason: 'the process that ran it ended before the run did',
  })
  expect(readStoredRun(project.root, traceId).run).toMatchObject({
    status: 'interrupted',
    actions: [{ name: 'refund' }],
  })
})

test('a run that fails by an assertion of its test has failed', async () => {
  const { traceId, own } = eventsOf('replayed', 'refunds an order')
  expect(own.at(-1)).toMatchObject({ reason: 'the test failed by an assertion of its own' })
  const { run, environment, console, end } = readStoredRun(project.root, traceId)
  expect(run).toMatchObject({
    status: 'failed',
    mode: 'replay',
    traceId,
    notes: [{ text: 'the order is broken', spanId: null }],
    finalOutput: { replayed: { output: { refunded: 'A-17' } } },
  })
  expect(run.actions).toMatchObject([
    { name: 'lookUp', outcome: 'success', replayed: true },
    { name: 'refund', outcome: 'success', replayed: true },
  ])
  const { output: node } = await project.run([process.execPath, '--version'])
  expect(environment).toMatchObject({ packageVersion: '2.3.4', node: node.trim() })
  expect(environment.release).toMatch(/^2\.3\.4/)
  expect(end).toMatchObject({ event: 'run_failed', summary: { actions: 2, matchRate: 1 } })
  expect(console).toMatchObject([
    { stream: 'stdout', text: 'looking up A-17 with <redacted:env-SHOP_API_KEY:1>', spanId: null },
  ])
})

test('each execution has a file of its own, which holds no secret and is ignored by git', () => {
  const folder = join(project.root, '.vitest-replay/runs')
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  expect(files).toHaveLength(5)
  expect(project.read('.vitest-replay/runs/.gitignore')).toBe('*\n')
  for (const name of files) {
    const text = project.read(`.vitest-replay/runs/${name}`)
    expect(text).not.toContain(SECRET)
    expect(text.endsWith('\n')).toBe(true)
  }
  const first = eventsOf('recorded', 'refunds an order').own[0]!
  expect(first).toMatchObject({ environment: { ciJob: 'job-7' }, run: { input: { id: 'A-17' } } })
})

test('runs are found, labelled and shown by commands', async () => {
  const { traceId } = eventsOf('recorded', 'throws while it is recorded')
  const [list, none, labelled, shown, missing] = await project.commands([
    ['runs', '--status', 'failed', 'refund'],
    ['runs', 'brokn'],
    ['label', traceId.slice(0, 12), 'broken', 'order'],
    ['show', 'broken order', '--diagnose'],
    ['show', 'nobody'],
  ])
  expect(list).toMatchObject({ exitCode: 0 })
  expect(list!.output).toContain('TypeError: the order B-1 cannot be refunded')
  expect(list!.output).toContain('looked at 5 runs in <root>/.vitest-replay/runs')
  expect(none).toMatchObject({ exitCode: 1 })
  expect(labelled!.output).toContain(`labelled ${traceId}`)
  for (const part of [
    `trace: ${traceId}`,
    'input: {"id":"B-1"}',
    'a tool failed: refund, TypeError: the order B-1 cannot be refunded',
    'tool refund: error',
    'refund("B-1") -> TypeError',
    'stdout: looking up B-1 with <redacted:env-SHOP_API_KEY:1>',
  ])
    expect(shown!.output).toContain(part)
  expect(missing).toMatchObject({ exitCode: 2 })
  expect(missing!.output).toContain('none of them has this id or label')
})

test('a failing run is compared with the last execution of it that passed', async () => {
  const { traceId } = eventsOf('replayed', 'refunds an order')
  const passed = eventsOf('recorded', 'refunds an order').traceId
  const shown = await project.command(['show', traceId, '--diagnose', '--json'])
  expect(JSON.parse(shown.stdout)).toMatchObject({
    traceId,
    diagnosis: null,
    releaseDiff: {
      errorRate: null,
      lastPassed: { traceId: passed },
      changes: [expect.any(String)],
    },
  })
})

test('a failed recording replays by its id, in one file elsewhere, and becomes a test', async () => {
  const { traceId } = eventsOf('recorded', 'throws while it is recorded')
  const [bundled, again] = await project.commands([
    ['bundle', traceId, '--out', 'failed.html'],
    ['bundle', traceId, '--out', 'failed.zip'],
  ])
  expect(bundled).toMatchObject({ exitCode: 0, output: 'wrote failed.html\n' })
  expect(again).toMatchObject({ exitCode: 2 })
  const bundle = project.read('failed.html')
  expect(bundle).not.toContain(SECRET)
  const other = createProject('runs')
  other.write('failed.html', bundle)
  other.write('vitest.config.ts', CONFIG)
  const shown = await other.command(['show', 'failed.html'])
  expect(shown.output).toContain('refund("B-1") -> TypeError')
  const replayed = await other.command(['replay', 'failed.html', '--keep'])
  expect(replayed.exitCode).toBe(1)
  expect(replayed.output).toContain('1 replayed, 1 failed, match rate 1, 2 served, 0 live')
  expect(other.cassettes()).toEqual([
    '__cassettes__/refunds.test.ts/throws-while-it-is-recorded.cassette.jsonl',
  ])
  expect(other.report().runs).toMatchObject([{ status: 'failed', mode: 'replay', matchRate: 1 }])
})

test('a run that was cut off has no recording to replay, and is said to have none', async () => {
  const { traceId } = eventsOf('recorded', 'is killed')
  const { exitCode, output } = await project.command(['replay', traceId])
  expect(exitCode).toBe(2)
  expect(output).toContain('it was cut off after 1 action, before there was a recording to replay')
  expect(output).toContain('Record its test: npx vitest run refunds.test.ts -t ')
})

test('the history is a view of the executions that are kept', async () => {
  const { stdout } = await project.command(['history', '--format', 'json'])
  const { entries } = JSON.parse(stdout) as { entries: object[] }
  expect(entries).toMatchObject([{ release: '2.3.4', runs: 2 }])
})
