import { beforeAll, expect, it } from 'vitest'
import { compareReleases } from '../../../src/core/words/comparison/compare-releases.ts'
import { compareTakes } from '../../../src/core/comparison/numbers/compare-takes.ts'
import { releaseNumbers } from '../../../src/core/comparison/numbers/release-numbers.ts'
import type { Recording } from '../../../src/core/comparison/runs/performed-run.ts'
import type { ConcludedNumbers } from '../../../src/core/report/comparison-facts.ts'
import type { Comparison } from '../../../src/core/report/comparison-schema.ts'
import { countEach, textTable } from '../text-table.ts'
import { createRandom, type Random } from '../trajectories/random.ts'
import { tableSize } from '../../table-size.ts'
import { pairTakes } from './pair-takes.ts'
import { readTasks } from './read-performances.ts'
import { sayShare } from './share-interval.ts'

const SPLITS = tableSize({ sample: 100, whole: 600 })
const LEVEL = 0.05
/** Divisions that are compared as a whole, run by run. */
const WHOLE = tableSize({ sample: 5, whole: 20 })
// A minute on a quiet machine.
const HOOK_TIMEOUT = 600_000

const tasks = readTasks(process.env['VITEST_REPLAY_CORPUS']!, 'tau-bench').map(
  ({ name, performances }) => ({ name, trials: [...performances.values()] }),
)
const splits = new Map<number, Array<ConcludedNumbers>>()
let verdictsOfRuns: Array<string>
let comparisons: Array<Comparison>

beforeAll(() => {
  for (const takes of [2, 1]) {
    const random = createRandom(`splits into ${takes}`)
    const numbers = Array.from({ length: SPLITS }, () => releaseNumbers(split(random, takes)))
    splits.set(takes, numbers)
  }
  const random = createRandom('runs')
  comparisons = Array.from({ length: WHOLE }, () => {
    const pairs = split(random, 2)
    const side = (name: 'base' | 'head') => ({
      label: name,
      release: null,
      commit: null,
      runs: pairs.map((pair) => pair[name]!),
    })
    return compareReleases(side('base'), side('head'))
  })
  verdictsOfRuns = split(random, 2).flatMap(({ base, head }) =>
    compareTakes(base!.recordings, head!.recordings).map(({ verdict }) => verdict),
  )
}, HOOK_TIMEOUT)

/** The trials of each task, divided by chance between two releases that are the same. */
function split(random: Random, takes: number) {
  return tasks.map(({ name, trials }) => {
    const [base, head] = [[] as Array<Recording>, [] as Array<Recording>]
    const left = [...trials]
    for (let take = 0; take < 2 * takes; take++) {
      const [trial] = left.splice(random.below(left.length), 1)
      ;(take < takes ? base : head).push(trial!)
    }
    return pairTakes(name, base, head)
  })
}

it('has four trials of every task', () => {
  expect(tasks.length).toBeGreaterThanOrEqual(30)
  expect(new Set(tasks.map(({ trials }) => trials.length))).toEqual(new Set([4]))
})

it.each([2, 1])('finds no consistent difference with %d takes a side', (takes) => {
  const numbers = splits.get(takes)!
  const calm = numbers.filter(({ verdict }) => verdict === 'no_consistent_difference')

  expect(numbers).toHaveLength(SPLITS)
  expect(calm.length / numbers.length).toBeGreaterThanOrEqual(1 - LEVEL)
  expect(numbers.filter(({ verdict }) => verdict === 'not_evidence')).toEqual([])
})

it('gives no verdict on one run of two takes a side', () => {
  expect(verdictsOfRuns.length).toBeGreaterThan(100)
  expect(verdictsOfRuns.filter((verdict) => !/^(?:not_evidence|unknown)$/.test(verdict))).toEqual(
    [],
  )
})

it('calls no run better or worse, and has no hypothesis, where chance made the releases', () => {
  const verdicts = comparisons.flatMap(({ runs }) => runs.map(({ verdict }) => verdict))
  const alarmed = comparisons.filter(({ hypotheses }) => hypotheses.length > 0)

  expect(verdicts.filter((verdict) => /^(?:regressed|improved)$/.test(verdict))).toEqual([])
  expect(alarmed.length / comparisons.length).toBeLessThanOrEqual(LEVEL)
})

it('prints how often chance looks like a difference', () => {
  for (const [takes, numbers] of splits) console.log(table(takes, numbers))
  const verdicts = comparisons.flatMap(({ runs }) => runs.map(({ verdict }) => verdict))
  const hypotheses = comparisons.flatMap((one) => one.hypotheses)
  console.log(
    [
      `compared as a whole, ${comparisons.length} divisions: ${hypotheses.length} hypotheses, runs by verdict:`,
      ...countEach(verdicts).map(([verdict, times]) => `  ${String(times).padStart(4)} ${verdict}`),
      ...hypotheses.map(({ statement }) => `  ${statement}`),
    ].join('\n'),
  )
})

function table(takes: number, numbers: ReadonlyArray<ConcludedNumbers>): string {
  const metrics = [...new Set(numbers[0]!.metrics.map(({ metric }) => metric))]
  const rows = metrics.flatMap((metric) => {
    const found = numbers.map((one) => one.metrics.find((row) => row.metric === metric)!)
    const tested = found.filter(({ significance }) => significance)
    if (tested.length === 0) return [[metric, 'not known', '', '']]
    const alone = tested.filter(({ significance }) => significance!.p < LEVEL)
    const alarms = found.filter(({ verdict }) => verdict === 'regressed' || verdict === 'improved')
    const differing = tested.map(({ significance }) => significance!.n).sort((a, b) => a - b)
    return [
      [
        metric,
        String(differing[Math.floor(differing.length / 2)]),
        sayShare(alone.length, tested.length),
        sayShare(alarms.length, found.length),
      ],
    ]
  })
  const count = (verdict: ConcludedNumbers['verdict']) =>
    numbers.filter((one) => one.verdict === verdict).length
  const alarms = count('regressed') + count('improved')
  return [
    `${tasks.length} tasks of tau-bench, four trials each, divided ${numbers.length} times into two releases of ${takes} ${takes === 1 ? 'take' : 'takes'} a side`,
    textTable([
      ['metric', 'pairs that differ (median)', 'p < 0.05 alone', 'false alarms, corrected'],
      ...rows,
    ]),
    `verdict of the release: no consistent difference in ${count('no_consistent_difference')}, regressed in ${count('regressed')}, improved in ${count('improved')}`,
    `false alarms of the release: ${sayShare(alarms, numbers.length)}, at most ${100 * LEVEL} % wanted`,
    '',
  ].join('\n')
}
