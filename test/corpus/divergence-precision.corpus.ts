import { linkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import type { Change, Play } from '../../fixtures/projects/trajectories/script.ts'
import { cassettePath } from '../../src/core/cassette/cassette-path.ts'
import type { RunReport } from '../../src/core/report/schema.ts'
import { createProject, type Project } from '../e2e/run-project.ts'
import { tableSize } from '../table-size.ts'
import { countEach } from './text-table.ts'
import { type Judged, judgeRun, namesAction } from './trajectories/judge-run.ts'
import { loadTrajectories } from './trajectories/load-trajectories.ts'
import { makeChanges } from './trajectories/make-changes.ts'
import {
  confusionTable,
  everyCase,
  precision,
  precisionTable,
  wrongCases,
} from './trajectories/precision-report.ts'
import { scriptActions } from './trajectories/script-actions.ts'
import { startTrajectoryServer } from './trajectories/trajectory-server.ts'

const SEED = process.env['CORPUS_SEED'] ?? '1'
// Half a minute on a quiet machine.
const HOOK_TIMEOUT = 300_000
const UNCHANGED: Change = { kind: 'unchanged' }

// A part of the names of conversations: these alone are played, and everything that is reported of them is printed.
const ONLY = process.env['CORPUS_ONLY']
// One kind of change: what it leaves beside one first cause is printed.
const KIND = process.env['CORPUS_KIND']
// Which part of the conversations a sample is.
const PART = Number(process.env['CORPUS_PART'] ?? 0)

const { trajectories: all, leftOut } = loadTrajectories(process.env['VITEST_REPLAY_CORPUS']!)
const EVERY = tableSize({ sample: 4, whole: 1 })
const trajectories = ONLY
  ? all.filter(({ script }) => script.name.includes(ONLY))
  : all.filter((_, at) => at % EVERY === PART)
const changes = new Map(
  trajectories.map(({ script }) => {
    const made = makeChanges(script, SEED)
    return [script.name, made.filter(({ change }) => !KIND || change.kind === KIND)] as const
  }),
)
let seconds: { recording: number; replaying: number }
let complaints: Array<string>
let recorded: { exitCode: number | null; output: string; runs: Array<RunReport> }
let unchanged: Array<RunReport>
let judged: Array<Judged>
let unjudged: Array<string>

beforeAll(async () => {
  let remove = () => {}
  const project = createProject('trajectories', (work) => (remove = work))
  const server = await startTrajectoryServer(trajectories)
  const env = { MODEL_URL: server.url }
  const once = trajectories.map(({ script }) => ({ script, changes: [UNCHANGED] }))
  const started = performance.now()
  const vitest = await play(project, once, { ...env, VITEST_REPLAY: 'all' })
  await server.close()
  complaints = server.complaints
  const halfway = performance.now()
  recorded = { ...vitest, runs: project.report().runs }
  const every = trajectories.map(({ script }) => ({
    script,
    changes: [UNCHANGED, ...changes.get(script.name)!.map(({ change }) => change)],
  }))
  shareCassettes(project)
  await play(project, every, { ...env, VITEST_REPLAY: 'none' })
  seconds = {
    recording: (halfway - started) / 1000,
    replaying: (performance.now() - halfway) / 1000,
  }
  const { runs } = project.report()
  unchanged = runs.filter(({ tags }) => tags[0] === UNCHANGED.kind)
  judgeAll(runs)
  return remove
}, HOOK_TIMEOUT)

function play(project: Project, plays: Array<Play>, env: Record<string, string>) {
  project.write('plays.json', JSON.stringify(plays))
  return project.vitest([], { ...env, PLAYS: 'plays.json' })
}

// A report keeps the last run of a cassette in a test: each change has a cassette of its own, under another name.
function shareCassettes(project: Project): void {
  for (const { name, test, cassette } of recorded.runs) {
    for (const { change } of changes.get(name)!) {
      const copy = cassettePath(test.file, cassetteName(name, change.kind))
      linkSync(join(project.root, cassette), join(project.root, copy))
    }
  }
}

function cassetteName(script: string, kind: string): string {
  return `${script} (${kind})`
}

function judgeAll(runs: Array<RunReport>): void {
  const byName = new Map(runs.map((run) => [run.name, run]))
  judged = []
  unjudged = []
  for (const [name, list] of changes) {
    for (const { change, expected } of list) {
      const replay = cassetteName(name, change.kind)
      const run = byName.get(replay)
      if (run) judged.push(judgeRun(name, change.kind, expected, run))
      else unjudged.push(replay)
    }
  }
}

it('records every conversation as it was, action by action', () => {
  const runs = new Map(recorded.runs.map((run) => [run.name, run]))
  const otherwise = trajectories.filter(({ script }) => {
    const types = runs.get(script.name)?.actions.map(({ type }) => type)
    const expected = scriptActions(script).map(({ type }) => (type === 'llm' ? 'llm' : 'tool'))
    return types?.join() !== expected.join()
  })

  expect(recorded.exitCode, recorded.output.slice(-4000)).toBe(0)
  expect(trajectories.length).toBeGreaterThanOrEqual(ONLY ? 1 : 150 / EVERY)
  expect(complaints).toEqual([])
  expect(otherwise.map(({ script }) => script.name)).toEqual([])
})

it('names no first cause in an unchanged replay', () => {
  const wrong = unchanged.filter(
    ({ matchRate, divergences, status }) =>
      matchRate !== 1 || divergences.length > 0 || status !== 'passed',
  )

  expect(unchanged.length).toBe(trajectories.length)
  expect(
    wrong.map(({ name, matchRate, divergences }) => ({ name, matchRate, divergences })),
  ).toEqual([])
})

it('prints how precisely the first divergence is named', () => {
  const wrong = judged.filter(({ position, cause }) => !position || !cause)
  const shown = wrongCases(judged)
  const falseCauses = unchanged.flatMap(({ divergences }) =>
    divergences.filter(({ firstCause }) => firstCause),
  )
  console.log(
    [
      `Conversations: ${trajectories.length} (changes seeded with CORPUS_SEED=${SEED})`,
      ...list(trajectories.map(({ source }) => source)),
      'Their tools in a replay:',
      ...list(trajectories.map(({ script }) => script.tools)),
      `Recordings that hold no conversation: ${leftOut.length}`,
      ...list(leftOut.map(({ reason }) => reason)),
      `Recorded in ${seconds.recording.toFixed(1)} s, replayed ${unchanged.length + judged.length} times in ${seconds.replaying.toFixed(1)} s`,
      `False first causes in ${unchanged.length} unchanged replays: ${falseCauses.length}`,
      '',
      precisionTable(judged),
      '',
      confusionTable(judged),
      '',
      `Wrong: ${wrong.length} of ${judged.length} replays, ${shown.length} of them:`,
      ...shown.map((line) => `  ${line}`),
      'To see all that is reported of one: CORPUS_ONLY=<a part of its name>',
      ...(ONLY ? everyCase(judged) : []),
      ...(KIND ? everyCase(judged.filter(({ noise }) => noise > 0)) : []),
    ].join('\n'),
  )
})

it('takes no unchanged replay for a right answer', () => {
  const replays = new Map(unchanged.map((run) => [run.name, run]))
  const right = judged
    .map(({ name, kind, expected }) => judgeRun(name, kind, expected, replays.get(name)!))
    .filter(({ position, cause }) => position || cause)

  expect(right).toEqual([])
})

it('judges every change that was made', () => {
  expect(unjudged).toEqual([])
})

it('names the action of either side that has one', () => {
  const nameless = judged.filter(
    ({ headline }) => headline && headline.action !== 'final output' && !namesAction(headline),
  )

  expect(nameless.length).toBe(0)
})

it('names one first cause of an inserted model call in 95 of 100 replays', () => {
  const inserted = judged.filter(({ kind }) => kind === 'inserted model call')
  const alone = inserted.filter(({ position, noise }) => position && noise === 0)

  expect(alone.length).toBeGreaterThanOrEqual(inserted.length * 0.95)
})

it.skipIf(KIND)('names the right position first in 99 of 100 replays', () => {
  expect(precision(judged).position).toBeGreaterThanOrEqual(0.99)
})

it.skipIf(KIND)('names the right cause first in 95 of 100 replays', () => {
  expect(precision(judged).cause).toBeGreaterThanOrEqual(0.95)
})

function list(names: Array<string>): Array<string> {
  return countEach(names).map(([name, times]) => `  ${String(times).padStart(4)} ${name}`)
}
