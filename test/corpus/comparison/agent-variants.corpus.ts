import { beforeAll, expect, it } from 'vitest'
import { compareReleases } from '../../../src/core/words/comparison/compare-releases.ts'
import type { Recording } from '../../../src/core/comparison/runs/performed-run.ts'
import {
  type Comparison,
  ComparisonSchema,
  type MetricName,
} from '../../../src/core/report/comparison-schema.ts'
import { countEach, textTable } from '../text-table.ts'
import { runOf } from './pair-takes.ts'
import { readTasks } from './read-performances.ts'

const HOOK_TIMEOUT = 300_000

interface Compared {
  base: string
  head: string
  comparison: Comparison
  /** Tasks in which the tools are called in another order, or others; of those in which neither agent crashed. */
  sequences: { unequal: number; of: number }
}

const tasks = readTasks(process.env['VITEST_REPLAY_CORPUS']!, 'agentverify-tau-bench')
const agents = [...tasks[0]!.performances.keys()]
let compared: Array<Compared>

beforeAll(() => {
  compared = agents.flatMap((base, at) => agents.slice(at + 1).map((head) => compare(base, head)))
}, HOOK_TIMEOUT)

function compare(base: string, head: string): Compared {
  const sideOf = (agent: string) => ({
    label: agent,
    release: agent,
    commit: null,
    runs: tasks.map(({ name, performances }) => runOf(name, [performances.get(agent)!], agent)),
  })
  const ended = tasks.filter(({ performances }) =>
    [base, head].every((agent) => performances.get(agent)!.actions.length > 0),
  )
  const unequal = ended.filter(
    ({ performances }) => toolsOf(performances.get(base)!) !== toolsOf(performances.get(head)!),
  )
  return {
    base,
    head,
    comparison: compareReleases(sideOf(base), sideOf(head)),
    sequences: { unequal: unequal.length, of: ended.length },
  }
}

function toolsOf({ actions }: Recording): string {
  return actions.flatMap(({ type, name }) => (type === 'tool' ? [name] : [])).join()
}

it('compares every two of the four agents, over all tasks', () => {
  expect(agents).toHaveLength(4)
  expect(compared).toHaveLength(6)
  expect(tasks.length).toBeGreaterThanOrEqual(18)
  for (const { comparison } of compared) {
    expect(comparison.runs).toHaveLength(tasks.length)
    expect(comparison.base.runs).toBe(tasks.length)
    expect(ComparisonSchema.safeParse(comparison).error).toBeUndefined()
  }
})

it('takes no two agents for the same, and says of every run where they part', () => {
  for (const { comparison } of compared)
    for (const { verdict, divergences, reasons } of comparison.runs) {
      expect(verdict).toBe('changed')
      expect(reasons.length).toBeGreaterThan(0)
      expect(divergences.filter(({ firstCause }) => firstCause).length).toBeGreaterThan(0)
    }
})

it('says of no number that it is worse without the evidence', () => {
  for (const { comparison } of compared)
    for (const { verdict, significance } of comparison.numbers.metrics)
      if (verdict === 'regressed' || verdict === 'improved')
        expect(significance!.adjustedP).toBeLessThan(0.05)
})

it('calls no agent an improvement that succeeds less often', () => {
  for (const { comparison } of compared) {
    const success = comparison.numbers.metrics.find(({ metric }) => metric === 'success_rate')!
    if (success.delta! < 0) expect(comparison.numbers.verdict).not.toBe('improved')
  }
})

it('counts what the recordings say themselves', () => {
  for (const { base, comparison } of compared) {
    const rewards = tasks.map(({ performances }) => performances.get(base)!.status === 'passed')
    const row = comparison.numbers.metrics.find(({ metric }) => metric === 'success_rate')!
    expect(row.base).toBeCloseTo(rewards.filter(Boolean).length / tasks.length)
  }
})

it('finds that agents of another kind call tools otherwise', () => {
  const others = compared.filter(({ base, head }) => isAsserting(base) !== isAsserting(head))
  for (const { sequences } of others) expect(sequences.unequal / sequences.of).toBeGreaterThan(0.5)
})

function isAsserting(agent: string): boolean {
  return agent.startsWith('assertions')
}

it('prints what differs between the agents, and where it comes from', () => {
  const rows = compared.map(({ base, head, comparison, sequences }) => [
    `${short(base)} -> ${short(head)}`,
    sayRow(comparison, 'success_rate'),
    sayRow(comparison, 'error_rate'),
    sayRow(comparison, 'repeated_tool_calls'),
    `${sequences.unequal} of ${sequences.of}`,
    comparison.numbers.verdict,
  ])
  console.log(
    [
      `${tasks.length} tasks of agentverify, four agents as four releases: base -> head, p of the sign test, corrected p`,
      textTable([
        ['releases', 'success', 'errors', 'repeated calls', 'other tool sequence', 'verdict'],
        ...rows,
      ]),
      '',
      ...compared.flatMap(attribution),
    ].join('\n'),
  )
})

/** The evidence for the differences: first causes, tools and models that stand out, hypotheses. */
function attribution({ base, head, comparison }: Compared): Array<string> {
  const causes = comparison.runs.flatMap(({ divergences }) =>
    divergences.filter(({ firstCause }) => firstCause).slice(0, 1),
  )
  const segments = comparison.segments.flatMap(({ by, value, metrics }) =>
    metrics
      .filter(({ significance }) => significance && significance.p < 0.05)
      .map(({ metric, base: from, head: to, note }) =>
        [`  ${by} ${value}: ${metric} ${digits(from)} -> ${digits(to)}`, note].join(', '),
      ),
  )
  return [
    `${base} -> ${head}`,
    `  first causes: ${countEach(causes.map(({ cause, action }) => `${cause} at ${action}`))
      .slice(0, 4)
      .map(([what, times]) => `${times} x ${what}`)
      .join(', ')}`,
    ...segments,
    ...comparison.hypotheses.flatMap(({ layer, statement, evidence }) => [
      `  hypothesis (${layer}): ${statement}`,
      ...evidence.map(({ text, runs }) => `    - ${text} [${runs.length} runs]`),
    ]),
  ]
}

function sayRow({ numbers }: Comparison, metric: MetricName): string {
  const row = numbers.metrics.find((one) => one.metric === metric)!
  const { significance } = row
  const p = significance ? `p ${digits(significance.p)}, ${digits(significance.adjustedP)}` : '-'
  return `${digits(row.base)} -> ${digits(row.head)} (${p})`
}

function digits(value: number | null): string {
  return value === null ? '?' : String(Number(value.toPrecision(2)))
}

function short(agent: string): string {
  return agent
    .replace('tool-calling', 'tools')
    .replace('assertions-agent', 'assertions')
    .replace('with-preconditions', 'pre')
    .replace('without-postcondition', 'no-post')
}
