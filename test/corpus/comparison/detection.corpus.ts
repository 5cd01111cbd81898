import { beforeAll, expect, it } from 'vitest'
import { concludeTable } from '../../../src/core/comparison/numbers/conclude-table.ts'
import {
  measureRelease,
  verdictOfMetrics,
} from '../../../src/core/comparison/numbers/release-numbers.ts'
import type { PerformedAction, Recording } from '../../../src/core/comparison/runs/performed-run.ts'
import type { MetricName } from '../../../src/core/report/comparison-schema.ts'
import { textTable } from '../text-table.ts'
import { createRandom, type Random } from '../trajectories/random.ts'
import { tableSize } from '../../table-size.ts'
import { pairTakes } from './pair-takes.ts'
import { readTasks } from './read-performances.ts'
import { shareInterval } from './share-interval.ts'

const RELEASES = tableSize({ sample: 40, whole: 400 })
const SIZES = [6, 10, 20, 30]
const HOOK_TIMEOUT = 3_000_000
/** The intervals beside the numbers decide nothing. */
const EFFORT = { intervals: 0, together: true }

/** A known change for the worse, and the numbers in which it has to show. */
interface Change {
  name: string
  metrics: Array<MetricName>
  /** Shares of releases in which it has to be found, for each size. */
  least: [number, number, number, number]
  make: (take: Recording, hit: boolean) => Recording
  /** In how many of 100 runs it strikes. */
  percent: number
}

const CHANGES: Array<Change> = [
  {
    name: 'a tool fails in 30 % of runs, and ends them',
    metrics: ['error_rate', 'tool_error_rate'],
    least: [0.1, 0.4, 0.85, 0.95],
    percent: 30,
    make: (take, hit) => (hit ? endInTool(take) : take),
  },
  {
    name: 'a tool fails in 30 % of runs, and they go on',
    metrics: ['tool_error_rate'],
    least: [0.03, 0.15, 0.55, 0.8],
    percent: 30,
    make: (take, hit) => (hit ? failTool(take) : take),
  },
  {
    name: 'a tool fails in 60 % of runs, and they go on',
    metrics: ['tool_error_rate'],
    least: [0.4, 0.8, 0.95, 0.95],
    percent: 60,
    make: (take, hit) => (hit ? failTool(take) : take),
  },
  {
    name: 'every tool is called twice',
    metrics: ['repeated_tool_calls'],
    least: [0.9, 0.95, 0.95, 0.95],
    percent: 100,
    make: (take) => ({
      ...take,
      repeatedToolCalls: take.repeatedToolCalls + toolsOf(take).length,
      actions: take.actions.flatMap((one) => (one.type === 'tool' ? [one, one] : [one])),
    }),
  },
  {
    name: '30 % more tokens in every run',
    metrics: ['tokens'],
    least: [0.05, 0.15, 0.45, 0.7],
    percent: 100,
    make: (take) => ({ ...take, tokens: take.tokens! * 1.3 }),
  },
  {
    name: 'twice the tokens in every run',
    metrics: ['tokens'],
    least: [0.85, 0.95, 0.95, 0.95],
    percent: 100,
    make: (take) => ({ ...take, tokens: take.tokens! * 2 }),
  },
]

const tasks = readTasks(process.env['VITEST_REPLAY_CORPUS']!, 'tau-bench').map(
  ({ name, performances }) => ({ name, trials: [...performances.values()] }),
)
/** The number of times each change was found, by its name and the number of runs. */
const found = new Map<string, Array<{ named: number; verdict: number }>>()

beforeAll(() => {
  for (const change of CHANGES)
    found.set(
      change.name,
      SIZES.map((size) => detect(change, size)),
    )
}, HOOK_TIMEOUT)

function detect({ name, make, metrics, percent }: Change, size: number) {
  const random = createRandom(`${name} ${size}`)
  let [named, verdict] = [0, 0]
  for (let release = 0; release < RELEASES; release++) {
    const table = concludeTable(
      measureRelease(
        shuffle(tasks, random)
          .slice(0, size)
          .map(({ name: task, trials }) => {
            const [a, b, c, d] = shuffle(trials, random)
            const hit = random.below(100) < percent
            return pairTakes(task, [a!, b!], [make(c!, hit), make(d!, hit)])
          }),
        {},
        EFFORT,
      ),
    )
    if (verdictOfMetrics(table) === 'regressed') verdict++
    const rows = table.filter(({ metric }) => metrics.includes(metric))
    if (rows.some((row) => row.verdict === 'regressed')) named++
  }
  return { named, verdict }
}

it('prints which changes are found in how many runs', () => {
  const rows = CHANGES.map(({ name, metrics }) => [
    name,
    metrics.join(', '),
    ...found.get(name)!.map(({ named }) => {
      const [low, high] = shareInterval(named, RELEASES)
      return `${Math.round((100 * named) / RELEASES)} % [${Math.round(100 * low)}, ${Math.round(100 * high)}]`
    }),
  ])
  console.log(
    [
      `Known changes to one half of the trials of tau-bench, two takes a side, ${RELEASES} seeded releases each:`,
      'how often the release is "regressed" in the number that was changed, by the number of runs',
      textTable([['change', 'number', ...SIZES.map((size) => `${size} runs`)], ...rows]),
    ].join('\n'),
  )
})

/** The share that is held against the least one. A sample refutes it only where its whole interval lies below. */
const shareOf = tableSize({
  sample: (named: number) => shareInterval(named, RELEASES)[1],
  whole: (named: number) => named / RELEASES,
})

it.each(CHANGES)('finds often enough: $name', ({ name, least }) => {
  const shares = found.get(name)!.map(({ named }) => shareOf(named))

  for (const [at, share] of shares.entries()) expect(share).toBeGreaterThanOrEqual(least[at]!)
})

function toolsOf({ actions }: Recording): Array<PerformedAction> {
  return actions.filter(({ type }) => type === 'tool')
}

const FAILURE = { name: 'Error', message: 'the service is not available' }

function failTool(take: Recording): Recording {
  const [tool] = toolsOf(take)
  const fail = (one: PerformedAction) =>
    one === tool ? { ...one, outcome: 'error' as const, error: FAILURE } : one
  return { ...take, actions: take.actions.map(fail) }
}

function endInTool(take: Recording): Recording {
  const failed = failTool(take)
  const [tool] = toolsOf(failed)
  if (!tool) return take
  return {
    ...failed,
    actions: failed.actions.slice(0, tool.index + 1),
    end: { output: undefined, error: FAILURE },
    stopReason: `tool_error:${tool.name}`,
    status: 'failed',
  }
}

function shuffle<Item>(items: ReadonlyArray<Item>, random: Random): Array<Item> {
  const left = [...items]
  return items.map(() => left.splice(random.below(left.length), 1)[0]!)
}
