import { userInfo } from 'node:os'
import { expect, test } from 'vitest'
import type { ReplayReport } from '../../../src/report.ts'
import { tableSize, wholeTest } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'
import { startDeterminismServer } from './determinism-server.ts'

async function record(
  file: string,
  { args = [], exitCode: wanted = 0 }: { args?: string[]; exitCode?: number } = {},
): Promise<{ project: Project; output: string; env: Record<string, string> }> {
  const project = createProject('determinism')
  const server = await startDeterminismServer()
  const env = { MODEL_URL: server.url }
  const { exitCode, output } = await project.vitest([file, ...args], env)
  await server.close()
  expect(exitCode, output).toBe(wanted)
  return { project, output, env: { ...env, CI: 'true' } }
}

const POOLS = tableSize({ sample: ['forks'], whole: ['forks', 'threads'] })

type Run = ReplayReport['runs'][number]
function runOf(project: Project, name: string): Run {
  return project.report().runs.find((run) => run.name === name)!
}

/** The line of the fixture that holds this text. */
function lineOf(project: Project, text: string): number {
  return (
    project
      .read('agents.ts')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1
  )
}

test('each kind of instability is found, with its cause and its line', async () => {
  const { project, env } = await record('replays.test.ts')
  const again = await project.vitest(['replays.test.ts'], env)
  expect(again.exitCode, again.output).toBe(0)
  const found = Object.fromEntries(
    project
      .report()
      .runs.map(({ name, determinism }) => [
        name,
        [
          determinism!.score,
          determinism!.band,
          ...new Set(determinism!.findings.map(({ cause, type }) => `${cause} ${type}`)),
        ].join(' '),
      ]),
  )
  expect(found).toEqual({
    branch: '50 low random random',
    bytes: '50 low random random',
    chance: '50 low random random',
    chunks: '66.6 low chunking chunking',
    clock: '66.6 low clock timestamp',
    counter: '50 low unknown unknown',
    idle: '100 high',
    locale: '50 low locale locale',
    order: '80 moderate arrival_order ordering',
    steady: '100 high',
    step: '66.6 low random random',
    stream: '100 high',
    twoClocks: '50 low clock timestamp',
    uuid: '0 none uuid uuid',
    webUuid: '0 none uuid uuid',
    zone: '50 low timezone timezone',
  })

  const twoClocks = runOf(project, 'twoClocks').determinism!
  expect(twoClocks.findings).toMatchObject([
    {
      action: 'chat gpt-4o',
      index: 0,
      path: '$.messages[0].content',
      severity: 'high',
      // Of the two lines that read the clock, the one that matters.
      source: { file: 'agents.ts', line: lineOf(project, 'const day = new Date()') },
      pinned: false,
      waived: null,
    },
  ])
  expect(twoClocks.attributionReplays).toBeGreaterThan(1)
  expect(again.output.replace(/\s+/g, ' ')).toContain(
    `causes found in ${twoClocks.attributionReplays} more replays`,
  )
  expect(runOf(project, 'step').determinism).toMatchObject({
    tiers: { actions: 100, inputs: 100, output: 100 },
    findings: [{ action: 'makeId', path: 'output', severity: 'medium' }],
  })
  expect(runOf(project, 'order').matchRate).toBe(1)
  const bytes = runOf(project, 'bytes').determinism!.findings
  expect(bytes.map(({ description }) => /called (\S+);/.exec(description)?.[1])).toEqual([
    'crypto.randomBytes()',
    'crypto.getRandomValues()',
  ])
  const line = lineOf(project, 'It is ${new Date()')
  expect(again.output).toContain(
    `first unstable action: chat gpt-4o, timestamp (high) at agents.ts:${line}`,
  )
  expect(again.output).toContain('100 x stable positions / all positions')

  // A seed gives back the very replay that it was printed with.
  const { seed, findings } = runOf(project, 'clock').determinism!
  const reproduced = await project.vitest(['replays.test.ts', '-t', 'clock'], {
    ...env,
    VITEST_REPLAY_SEED: String(seed),
  })
  expect(reproduced.exitCode, reproduced.output).toBe(0)
  expect(runOf(project, 'clock').determinism).toMatchObject({ replays: 1, seed })
  const day = (value: string | null) => value!.slice(0, 'It is 2026-11-21T12:00'.length)
  expect(day(runOf(project, 'clock').determinism!.findings[0]!.values.replayed)).toBe(
    day(findings[0]!.values.replayed),
  )
})

wholeTest(
  'threads: the same, but for the time zone, which says that it was not varied',
  async () => {
    const args = ['--pool=threads', '-t', '^(zone|clock|order)$']
    const { project, env } = await record('replays.test.ts', { args })
    const again = await project.vitest(['replays.test.ts', ...args], env)
    expect(again.exitCode, again.output).toBe(0)
    expect(runOf(project, 'zone').determinism).toMatchObject({
      score: 100,
      notVaried: [{ dimension: 'timezone', obstacle: 'worker_thread' }],
    })
    expect(runOf(project, 'clock').determinism).toMatchObject({ score: 66.6 })
    expect(runOf(project, 'order').determinism).toMatchObject({ score: 80 })
  },
)

test.each(POOLS)('what was read is given back (%s)', async (pool) => {
  const { project, env } = await record('journal.test.ts', { args: [`--pool=${pool}`] })
  const { exitCode, output } = await project.vitest(['journal.test.ts', `--pool=${pool}`], env)
  expect(exitCode, output).toBe(0)
  for (const name of ['journal', 'concurrent one', 'concurrent two', 'concurrent three']) {
    const run = runOf(project, name)
    expect(run).toMatchObject({ matchRate: 1, volatile: [], receipt: { volatile: 0, served: 2 } })
    expect(run.receipt).not.toHaveProperty('continued')
  }
  expect(runOf(project, 'frozen').determinism).toMatchObject({ score: 100 })
  const pinned = runOf(project, 'frozen').determinism!.findings
  expect(pinned.every((finding) => finding.pinned)).toBe(true)
  expect(new Set(pinned.map(({ type }) => type))).toEqual(new Set(['timestamp', 'uuid', 'random']))
  const waived = runOf(project, 'waived').determinism!
  // Seen all the same, with the reasons.
  expect(waived).toMatchObject({ score: 100, tiers: { inputs: 0 } })
  expect(new Set(waived.findings.map((finding) => finding.waived))).toEqual(
    new Set(['the model has to know the time', 'it traces the session', 'a salt']),
  )
  expect(runOf(project, 'waived').status).toBe('passed')
})

wholeTest.each(['forks', 'threads'])(
  'a perturbed replay seems to be on another machine, and nothing else does (%s)',
  async (pool) => {
    const machine = { BUILD_ID: '4711', USER: userInfo().username, RELEASE: '0.9' }
    const args = ['machine.test.ts', `--pool=${pool}`]
    const project = createProject('determinism')
    const server = await startDeterminismServer()
    const env = { ...machine, MODEL_URL: server.url }
    const recording = await project.vitest(args, env)
    await server.close()
    expect(recording.exitCode, recording.output).toBe(0)
    const { exitCode, output } = await project.vitest(args, { ...env, CI: 'true' })
    expect(exitCode, output).toBe(0)
  },
)

wholeTest(
  'reads beyond the recorded ones go on, the receipt says so, and a recording that differs in its journal alone leaves the file as it is',
  async () => {
    const { project, env } = await record('journal.test.ts', { args: ['-t', 'more reads'] })
    const run = (more: Record<string, string>) =>
      project.vitest(['journal.test.ts', '-t', 'more reads'], { ...env, ...more })
    const more = await run({ DRAWS: '4' })
    expect(more.exitCode, more.output).toBe(0)
    expect(runOf(project, 'more reads').receipt).toMatchObject({ continued: 3 })
    expect(more.output.replace(/\s+/g, ' ')).toContain(
      '3 reads of clock or chance beyond those recorded',
    )

    const many = await run({ DRAWS: '20000' })
    expect(many.exitCode, many.output).toBe(0)
    expect(runOf(project, 'more reads').receipt).toMatchObject({ journalFull: true })

    const server = await startDeterminismServer(Number(new URL(env['MODEL_URL']!).port))
    const [path] = project.cassettes()
    const first = project.read(path!)
    expect(first).toContain('"api":"Math.random"')
    const again = await run({ CI: '', VITEST_REPLAY: 'all' })
    expect(again.exitCode, again.output).toBe(0)
    await server.close()
    expect(project.read(path!)).toBe(first)
  },
)

test('thresholds and the assertion gate on the score', async () => {
  const { project, env } = await record('threshold.test.ts', { exitCode: 1 })
  const { exitCode, output } = await project.vitest(['threshold.test.ts'], env)
  expect(exitCode).toBe(1)
  expect(output).toContain('3 failed')
  expect(output).toContain(
    '"call" does not do the same in a further replay under other conditions: determinism score 66.6',
  )
  expect(runOf(project, 'call')).toMatchObject({ status: 'failed', matchRate: 1 })
  expect(runOf(project, 'assertion').determinism).toMatchObject({ score: 66.6 })
  const line = lineOf(project, 'It is ${new Date()')
  expect(output).toContain(`agents.ts:${line} called new Date(); its value reached`)
  expect(project.report().totals.determinism).toBe(66.6)
})

test('a pinned time zone is in force, and refused where it could not be', async () => {
  const { project, env } = await record('frozen-zone.test.ts')
  expect(runOf(project, 'pinned zone').determinism).toMatchObject({
    score: 100,
    findings: [{ type: 'timezone', pinned: true }],
  })
  const threads = await project.vitest(['frozen-zone.test.ts', '--pool=threads'], env)
  expect(threads.exitCode).toBe(1)
  expect(threads.output).toContain('Failed to pin the time zone to Asia/Tokyo')
})
