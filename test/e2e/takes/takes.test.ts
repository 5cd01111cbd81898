import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { parseCassette } from '../../../src/cassette.ts'
import { sendJson } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject, type Project, type VitestResult } from '../run-project.ts'
import { questionsTo, startChanceModel } from './chance-model.ts'

const FOLDER = '__cassettes__/takes.test.ts'
const FIRST = `${FOLDER}/asks.cassette.jsonl`
const take = (number: number) => `${FOLDER}/asks.take-${number}.cassette.jsonl`
const TWICE = ['one', 'two']
type Answering = Parameters<typeof startChanceModel>[0]
type Model = Awaited<ReturnType<typeof startChanceModel>>
type Run = (
  env?: Record<string, string>,
  args?: string[],
) => Promise<VitestResult & { asked: string[] }>

/** "asks", recorded three times from the model that is there for all tests. */
let threeTakes: Project
let recorded: Awaited<ReturnType<Run>>
let shared: Model
beforeAll(async () => {
  let remove = () => {}
  threeTakes = createProject('takes', (end) => (remove = end))
  shared = await startChanceModel()
  recorded = await runOf(threeTakes, shared)({ TAKES: '3' })
  return async () => {
    remove()
    await shared.close()
  }
})

function runOf(project: Project, model: Model): Run {
  return async (env = {}, args = []) => {
    model.requests.length = 0
    const files = args.some((arg) => !arg.startsWith('-')) ? args : ['takes', ...args]
    const result = await project.vitest(files, { MODEL_URL: model.url, ...env })
    return { ...result, asked: questionsTo(model) }
  }
}

async function start(
  answering?: Answering,
  project = createProject('takes'),
): Promise<{ project: Project; run: Run }> {
  if (!answering) return { project, run: runOf(project, shared) }
  const model = await startChanceModel(answering)
  onTestFinished(() => model.close())
  return { project, run: runOf(project, model) }
}

const outputOf = (project: Project, path: string) =>
  parseCassette(project.read(path), { file: path }).end!.output!.json

test('records a run as often as it has takes, says so before, and replays the first', async () => {
  const { project, run } = await start(undefined, threeTakes.copy())
  expect(recorded).toMatchObject({ exitCode: 0, asked: [...TWICE, ...TWICE, ...TWICE] })
  expect(recorded.output).toContain(
    'recording "asks" 3 times, one after the other (option "takes"): 3 times what one costs',
  )
  expect(recorded.output).toContain('recording "asks": take 2 of 3, $0.00039 so far')
  expect(recorded.output).toContain('recording "asks": take 3 of 3, $0.00078 so far')
  expect(recorded.output).toContain('1 (3 takes) recorded and verified')
  expect(recorded.output).not.toContain('never recorded')
  expect(project.cassettes()).toEqual([FIRST, take(2), take(3)])
  expect([FIRST, take(2), take(3)].map((path) => outputOf(project, path))).toEqual([
    ['one, 0', 'two, 1'],
    ['one, 2', 'two, 3'],
    ['one, 4', 'two, 5'],
  ])

  const { runs, totals } = project.report()
  expect(totals).toMatchObject({ runs: 1, passed: 1, failed: 0, matchRate: 1 })
  expect(totals.originalCostUsd).toBeCloseTo(3 * runs[0]!.originalCostUsd!)
  expect(
    runs.map(({ take, cassette, status, verified }) => [take, cassette, status, verified]),
  ).toEqual([
    [undefined, FIRST, 'passed', true],
    [2, take(2), 'passed', true],
    [3, take(3), 'passed', true],
  ])
  expect(new Set(runs.map(({ runId }) => runId)).size).toBe(3)

  const replayed = await run({ TAKES: '3', CI: '1' })
  expect(replayed).toMatchObject({ exitCode: 0, asked: [] })
  expect(replayed.output).not.toContain('takes: ')
  expect(project.report().runs).toMatchObject([{ mode: 'replay', cassette: FIRST }])
  expect(project.report().runs[0]).not.toHaveProperty('missingTakes')

  const [check, show] = await project.commands([['check'], ['show', take(2)]])
  expect(check).toMatchObject({
    exitCode: 0,
    // A finding of the first is not repeated for the others.
    output: expect.stringContaining('3 cassettes, 0 errors, 0 warnings, 2 notices') as string,
  })
  expect(show!.output).toContain('two, 3')
})

wholeTest('records nothing beside a first take that is there, and says how to', async () => {
  const { project, run } = await start()
  await run()
  expect(project.cassettes()).toEqual([FIRST])
  const first = project.read(FIRST)
  const hinted = await run({ TAKES: '3' })
  expect(hinted).toMatchObject({ exitCode: 0, asked: [] })
  expect(hinted.output).toContain(
    'takes: 2 of "asks" were never recorded; record what is missing with',
  )
  expect(project.report().runs[0]!.missingTakes).toBe(2)

  const added = await run({ TAKES: '3', VITEST_REPLAY: 'new_episodes' })
  expect(added).toMatchObject({ exitCode: 0, asked: [...TWICE, ...TWICE] })
  expect(project.cassettes()).toEqual([FIRST, take(2), take(3)])
  expect(project.read(FIRST)).toBe(first)
  expect(await run({ TAKES: '3', VITEST_REPLAY: 'new_episodes' })).toMatchObject({ asked: [] })
})

wholeTest('recorded anew, all takes are, and those beyond them are removed and named', async () => {
  const { project, run } = await start(undefined, threeTakes.copy())
  const before = [FIRST, take(2)].map((path) => project.read(path))
  expect(await run({ TAKES: '2' })).toMatchObject({ exitCode: 0, asked: [] })
  expect(project.cassettes()).toHaveLength(3)

  const anew = await run({ TAKES: '2', VITEST_REPLAY: 'all', QUESTIONS: 'three' })
  expect(anew).toMatchObject({ exitCode: 0, asked: ['three', 'three'] })
  expect(anew.output).toContain('about $0.00078 in all')
  expect(anew.output).toContain('"asks": removed 1 take of an earlier recording')
  expect(anew.output).not.toContain('never recorded')
  expect(project.cassettes()).toEqual([FIRST, take(2)])
  for (const [at, path] of [FIRST, take(2)].entries())
    expect(project.read(path)).not.toBe(before[at])

  // Of what diverged, vitest -u records all takes, and says what that costs.
  const updated = await run({ TAKES: '2' }, ['-u'])
  expect(updated).toMatchObject({ exitCode: 0, asked: [...TWICE, ...TWICE] })
  expect(updated.output).toContain('vitest -u records it again, live, 2 times, for about $0.00039')
  expect(project.cassettes()).toEqual([FIRST, take(2)])
  const one = await run({ QUESTIONS: 'four' }, ['-u'])
  expect(one).toMatchObject({ exitCode: 0, asked: ['four'] })
  expect(one.output).toContain('removed 1 take of an earlier recording')
  expect(project.cassettes()).toEqual([FIRST])
})

wholeTest('where every take is the same as before, git shows no difference', async () => {
  const { project, run } = await start((_request, response) => {
    sendJson(response, { choices: [{ message: { content: 'always' } }] })
    return true
  })
  await run({ TAKES: '2' })
  const before = [FIRST, take(2)].map((path) => project.read(path))
  expect(await run({ TAKES: '2', VITEST_REPLAY: 'all' })).toMatchObject({
    exitCode: 0,
    asked: [...TWICE, ...TWICE],
  })
  expect([FIRST, take(2)].map((path) => project.read(path))).toEqual(before)
})

test('a take that ends in an error is data; the first leaves no cassette', async () => {
  let failing = 3
  const { project, run } = await start(({ index }, response) => {
    if (index !== failing) return false
    sendJson(response, { error: { message: 'overloaded' } }, 503)
    return true
  })
  const recorded = await run({ TAKES: '3' })
  expect(recorded.exitCode, recorded.output).toBe(0)
  const ends = [FIRST, take(2), take(3)].map(
    (path) => parseCassette(project.read(path), { file: path }).end!,
  )
  expect(ends.map(({ status, verified }) => [status, verified])).toEqual([
    ['success', true],
    ['error', true],
    ['success', true],
  ])
  expect(ends[1]!.error).toMatchObject({ message: 'the model said 503' })
  const [first, second] = project.report().runs
  expect(first).toMatchObject({ status: 'passed', error: null })
  expect(second).toMatchObject({ status: 'passed', take: 2, error: 'Error: the model said 503' })
  expect(project.report().totals).toMatchObject({ runs: 1, passed: 1, failed: 0 })

  const kept = project.cassettes().map((path) => project.read(path))
  failing = 1
  const failed = await run({ TAKES: '3', VITEST_REPLAY: 'all' })
  expect(failed.exitCode).toBe(1)
  expect(failed.asked).toEqual(TWICE)
  expect(project.cassettes().map((path) => project.read(path))).toEqual(kept)
})

wholeTest('takes in concurrent tests do not see each other', async () => {
  const { project, run } = await start()
  const recorded = await run({}, ['concurrent'])
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(recorded.asked).toHaveLength(18)
  for (const path of project.cassettes()) {
    const { actions, end } = parseCassette(project.read(path), { file: path })
    const name = /asks-(.)/.exec(path)![1]!
    expect(actions.map((action) => action.name)).toEqual([
      `step ${name}`,
      'chat gpt-4o',
      `step ${name}`,
      'chat gpt-4o',
    ])
    expect(end).toMatchObject({ status: 'success', verified: true, output: { json: [name] } })
  }
  expect(project.cassettes()).toHaveLength(9)
  expect(await run({ CI: '1' }, ['concurrent'])).toMatchObject({ exitCode: 0, asked: [] })
})

test('the plugin can ask for takes of every run; a wrong number is refused', async () => {
  const { project, run } = await start()
  const config = (takes: string) =>
    project.write(
      'vitest.config.ts',
      `import { replay } from 'vitest-replay/plugin'\nexport default { plugins: [replay({ takes: ${takes} })] }\n`,
    )
  config('2')
  expect(await run()).toMatchObject({ exitCode: 0, asked: [...TWICE, ...TWICE] })
  const refused = await run({ TAKES: '0' })
  expect(refused.output).toContain('the option "takes" is 0. Use a whole number from 1 to 100')
  config('0')
  expect((await run()).output).toContain(
    'in vitest.config: the option "takes" is 0. Use a whole number',
  )
})

test('a take without its first one is an error', async () => {
  const project = threeTakes.copy()
  await project.run(['rm', FIRST])
  const orphaned = await project.command(['check'])
  expect(orphaned.exitCode).toBe(1)
  expect(orphaned.output).toContain(`a take without its first one: <root>/${FIRST} is gone`)
})
