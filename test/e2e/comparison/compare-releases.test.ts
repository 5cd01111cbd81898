import { expect } from 'vitest'
import { parseCassette } from '../../../src/core/cassette/parse.ts'
import { compareReleases } from '../../../src/core/words/comparison/compare-releases.ts'
import { runsOfCassettes } from '../../../src/core/comparison/runs/from-cassette.ts'
import { runsOfReport } from '../../../src/core/comparison/runs/from-report.ts'
import { mergeRuns } from '../../../src/core/comparison/runs/merge-runs.ts'
import type { ReleaseRun, ReleaseSide } from '../../../src/core/comparison/runs/performed-run.ts'
import { ComparisonSchema } from '../../../src/core/report/comparison-schema.ts'
import { chatCompletion, sendJson, startServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'

/** Ids as a provider gives them out: others in every answer. */
let calls = 0
function startCalculatorModel() {
  return startServer((request, response) => {
    const { messages } = JSON.parse(request.body) as {
      messages: Array<{ role: string; content: string }>
    }
    const last = messages.at(-1)!
    if (last.role === 'tool')
      return sendJson(response, chatCompletion({ content: `It is ${last.content}.` }))
    const call = {
      id: `call_Zr8mK3pQwT5yB7u${(calls++).toString(36)}`,
      type: 'function',
      function: { name: 'add', arguments: '{"a":2,"b":3}' },
    }
    return sendJson(response, chatCompletion({ tool_calls: [call] }))
  })
}

const stored = (project: Project): ReleaseRun[] =>
  runsOfCassettes(
    project.cassettes().map((path) => ({ path, cassette: parseCassette(project.read(path)) })),
  )
const reported = (project: Project): ReleaseRun[] => runsOfReport(project.report())
const side = (runs: ReleaseRun[]): ReleaseSide => ({
  label: 'a',
  release: null,
  commit: null,
  runs: mergeRuns(runs),
})

function compare(base: ReleaseRun[], head: ReleaseRun[]) {
  const comparison = compareReleases(side(base), side(head))
  ComparisonSchema.parse(comparison)
  expect(comparison.runs).toHaveLength(1)
  return { ...comparison.runs[0]!, unreplayed: comparison.unreplayed }
}

wholeTest(
  'releases of a real agent are compared on what its cassettes and reports say',
  async () => {
    const project = createProject('basic')
    const server = await startCalculatorModel()
    const env = { MODEL_URL: server.url }
    await project.vitest([], env)
    const [base, live] = [stored(project), reported(project)]
    expect(compare(base, live)).toMatchObject({
      verdict: 'identical',
      evidence: null,
      unreplayed: 1,
    })

    await project.vitest([], { ...env, CI: 'true' })
    const replayed = reported(project)
    expect(compare(base, replayed)).toMatchObject({
      verdict: 'identical',
      evidence: 'replay',
      unreplayed: 0,
    })
    expect(compare(live, replayed)).toMatchObject({ verdict: 'identical', evidence: 'replay' })
    expect(compare([...base, ...replayed], [...stored(project), ...replayed])).toMatchObject({
      verdict: 'identical',
      evidence: 'replay',
    })

    await project.vitest([], { ...env, VITEST_REPLAY: 'all' })
    expect(compare(base, stored(project))).toMatchObject({
      verdict: 'equivalent',
      evidence: 'recording',
      divergences: [],
      unreplayed: 0,
    })
    expect(compare(live, reported(project))).toMatchObject({
      verdict: 'equivalent',
      evidence: 'recording',
    })

    const agent = project.read('agent.ts')
    const base2 = stored(project)
    project.write(
      'agent.ts',
      agent.replace('You are a calculator.', 'You are a careful calculator.'),
    )
    await project.vitest([], { ...env, CI: 'true' })
    const changed = compare(base2, reported(project))
    expect(changed).toMatchObject({ verdict: 'changed', evidence: 'replay' })
    expect(changed.divergences.filter(({ firstCause }) => firstCause)).toMatchObject([
      { cause: 'system_prompt', source: { file: 'agent.ts' } },
    ])
    await project.vitest([], { ...env, VITEST_REPLAY: 'all' })
    expect(compare(base2, stored(project))).toMatchObject({
      verdict: 'equivalent',
      evidence: 'recording',
    })

    project.write(
      'agent.ts',
      agent.replace(
        'async (a: number, b: number) => a + b',
        'async (a: number, b: number) => a - b',
      ),
    )
    await project.vitest([], { ...env, VITEST_REPLAY: 'all' })
    const wrong = compare(base2, [...stored(project), ...reported(project)])
    expect(wrong).toMatchObject({
      verdict: 'changed',
      evidence: 'recording',
      divergences: [{ cause: 'tool_result' }, {}, {}],
    })
    await server.close()
  },
)
