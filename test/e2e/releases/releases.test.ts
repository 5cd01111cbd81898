import { afterAll, beforeAll, expect } from 'vitest'
import type { Comparison, HistoryEntry } from '../../../src/core/report/comparison-schema.ts'
import { wholeTest } from '../../table-size.ts'
import {
  createReleaseRepository,
  TAKES,
  TICKETS,
  type ReleaseRepository,
} from './release-repository.ts'

const LOOK_UP = 'Look up the order and the refund policy before you decide anything.'
const AGAIN = 'Look up the order and the refund policy again and again, until you are certain.'
// The latency of a model on loopback depends on the machine, which runs other tests as well.
const ANY_TIME = ['--tolerance', 'duration=100', '--tolerance', 'latencyP95=100']

const TAGS = ['v1', 'v2', 'v3', 'v4']
const COSTS = /cost a run {3}▁█▁▁ /

const endings: Array<() => void | Promise<void>> = []
let repository: ReleaseRepository

beforeAll(async () => {
  repository = await createReleaseRepository((end) => endings.push(end))
  const { change, release, git } = repository
  await release('v1')
  // A regression: told to be certain, the model asks for what it knows already.
  change('src/prompt.ts', LOOK_UP, AGAIN)
  await release('v2')
  await git('checkout', '-q', 'v1', '--', '.')
  // A tool that takes something more.
  change(
    'src/tools.ts',
    "{ orderId: 'string', amount: 'number' }",
    "{ orderId: 'string', amount: 'number', note: 'string' }",
  )
  await release('v3')
  // The same in other words.
  change('src/prompt.ts', 'Be brief and kind.', 'Be kind and brief.')
  await release('v4')
})

afterAll(async () => {
  for (const end of endings) await end()
})

async function compare(...args: string[]): Promise<Comparison & { exitCode: number | null }> {
  const { exitCode, output } = await repository.cli(
    'compare',
    ...args,
    '--format',
    'json',
    ...ANY_TIME,
  )
  expect(exitCode, output).toBeLessThan(2)
  return { ...(JSON.parse(output) as Comparison), exitCode }
}

const causesOf = ({ runs }: Comparison) =>
  new Set(
    runs.flatMap(({ divergences }) =>
      divergences
        .filter(({ firstCause }) => firstCause)
        .map(({ cause, index }) => `${cause} at ${index}`),
    ),
  )

const metricsOf = ({ numbers }: Comparison, verdict: string) =>
  numbers.metrics.filter((metric) => metric.verdict === verdict).map(({ metric }) => metric)

wholeTest(
  'a prompt that makes the agent repeat itself is a regression, by its numbers, and named as the cause',
  async () => {
    const comparison = await compare('git:v1', 'git:v2', '--fail-on', 'regressed')
    expect(comparison).toMatchObject({ verdict: 'regressed', exitCode: 1 })
    expect(comparison.totals).toMatchObject({ regressed: TICKETS })
    expect(comparison.base).toMatchObject({ runs: TICKETS, recordings: TICKETS * TAKES })
    expect(comparison.numbers.verdict).toBe('regressed')
    expect(metricsOf(comparison, 'regressed')).toEqual(['repeated_tool_calls', 'cost', 'tokens'])
    expect(metricsOf(comparison, 'improved')).toEqual([])
    // The tool calls that the model then asked for follow from it.
    expect(causesOf(comparison)).toEqual(new Set(['system_prompt at 0']))
    for (const run of comparison.runs) {
      expect(run).toMatchObject({ evidence: 'takes', head: { takes: TAKES, errorRate: 0 } })
      expect(run.reasons[0]).toBe('significantly worse: repeated_tool_calls, cost, tokens')
      expect(run.tools!.filter(({ change }) => change === 'added').length).toBeGreaterThan(0)
    }
    const [hypothesis] = comparison.hypotheses
    expect(hypothesis).toMatchObject({ layer: 'change' })
    expect(hypothesis!.statement).toContain('system prompt')
  },
)

wholeTest('another tool schema is a change, and no more than that', async () => {
  const comparison = await compare('git:v1', 'git:v3', '--fail-on', 'regressed')
  expect(comparison).toMatchObject({ verdict: 'changed', exitCode: 0 })
  expect(comparison.totals).toMatchObject({ changed: TICKETS })
  expect(causesOf(comparison)).toEqual(new Set(['tool_schema at 0']))
  expect(comparison.numbers.verdict).toBe('no_consistent_difference')
  expect(comparison.runs.every(({ tools }) => tools === null)).toBe(true)
})

wholeTest(
  'the same prompt in other words, recorded anew, is equivalent although no two takes are alike',
  async () => {
    const comparison = await compare(
      'git:v3',
      'git:v4',
      '--fail-on',
      'changed',
      '--fail-on',
      'regressed',
    )
    expect(comparison).toMatchObject({ verdict: 'equivalent', exitCode: 0, unreplayed: 0 })
    expect(comparison.totals).toMatchObject({ equivalent: TICKETS })
    expect(comparison.numbers.verdict).toBe('no_consistent_difference')
    expect(causesOf(comparison)).toEqual(new Set(['system_prompt at 0']))
    expect(comparison.runs.some(({ finalOutput }) => finalOutput !== null)).toBe(true)
  },
)

wholeTest('new code with the old answers is a change whose effect is not known', async () => {
  const { change, git, replay } = repository
  await git('checkout', '-q', '-f', 'v1')
  expect(await replay()).toMatchObject({ exitCode: 0 })
  const same = await compare('git:v1', '--fail-on', 'unreplayed', '--fail-on', 'changed')
  expect(same).toMatchObject({ verdict: 'identical', unreplayed: 0, exitCode: 0 })

  change('src/prompt.ts', LOOK_UP, AGAIN)
  expect(await replay()).toMatchObject({ exitCode: 1 })
  const comparison = await compare('git:v1', '--fail-on', 'changed')
  expect(comparison).toMatchObject({ verdict: 'changed', exitCode: 1, unreplayed: 0 })
  expect(comparison.totals).toMatchObject({ changed: TICKETS })
  expect(causesOf(comparison)).toEqual(new Set(['system_prompt at 0']))
  for (const run of comparison.runs) {
    expect(run).toMatchObject({
      evidence: 'replay',
      metrics: [],
      head: { costUsd: null, durationMs: null },
    })
    expect(run.reasons.join('; ')).toMatch(/not known before it is recorded anew/)
  }
  // A comparison with a commit that nobody replayed knows nothing of its code.
  const unknown = await compare('git:v1', 'git:v1', '--fail-on', 'unreplayed')
  expect(unknown).toMatchObject({ unreplayed: TICKETS, exitCode: 1 })
})

wholeTest('the history of the tags shows the expensive release', async () => {
  const [json, shown] = await repository.commands(
    [
      ['history', '--tags', '--format', 'json'],
      ['history', '--tags'],
    ],
    { LC_ALL: 'C.UTF-8' },
  )
  const { entries } = JSON.parse(json!.output) as { entries: HistoryEntry[] }
  expect(entries.map(({ release, runs, recordings }) => [release, runs, recordings])).toEqual(
    TAGS.map((tag) => [tag, TICKETS, TICKETS * TAKES]),
  )
  const [before, worse] = entries.map(({ costUsd }) => costUsd!)
  expect(worse).toBeGreaterThan(before! * 1.5)
  expect(entries.map(({ errorRate, matchRate }) => [errorRate, matchRate])).toEqual(
    TAGS.map(() => [0, null]),
  )
  expect(shown!.output).toMatch(COSTS)
})
