import { expect, it } from 'vitest'
import { concludeTable } from '../../../src/core/comparison/numbers/conclude-table.ts'
import {
  measureRelease,
  verdictOfMetrics,
} from '../../../src/core/comparison/numbers/release-numbers.ts'
import { textTable } from '../text-table.ts'
import { createRandom, type Random } from '../trajectories/random.ts'
import { tableSize } from '../../table-size.ts'
import { pairTakes } from './pair-takes.ts'
import { readTasks } from './read-performances.ts'
import { sayShare, shareInterval } from './share-interval.ts'

const SPLITS = tableSize({ sample: 150, whole: 5000 })
const LEVEL = 5
const SIZES = [6, 10, 20, 30]
const HOOK_TIMEOUT = 3_000_000

/** Four trials of each task: of one agent, or of four that are divided as if they were one. */
const SOURCES = ['tau-bench', 'agentverify-tau-bench'] as const

const EFFORT = { intervals: 0, together: true }

function alarmsOf(source: (typeof SOURCES)[number], size: number, takes: number): number {
  const tasks = readTasks(process.env['VITEST_REPLAY_CORPUS']!, source).map(
    ({ name, performances }) => ({ name, trials: [...performances.values()] }),
  )
  const random = createRandom(`${source} ${size} ${takes}`)
  let alarms = 0
  for (let at = 0; at < SPLITS; at++) {
    const pairs = draw(tasks, size, random).map(({ name, trials }) => {
      const drawn = draw(trials, 2 * takes, random)
      return pairTakes(name, drawn.slice(0, takes), drawn.slice(takes))
    })
    const verdict = verdictOfMetrics(concludeTable(measureRelease(pairs, {}, EFFORT)))
    if (verdict === 'regressed' || verdict === 'improved') alarms++
  }
  return alarms
}

it.each(SOURCES)(
  'chance is called a difference in at most 5 % of releases: %s',
  (source) => {
    const tasks = readTasks(process.env['VITEST_REPLAY_CORPUS']!, source).length
    const sizes = [...new Set(SIZES.map((size) => Math.min(size, tasks)))]
    const cells = [1, 2].map((takes) => sizes.map((size) => alarmsOf(source, size, takes)))
    console.log(
      [
        `${source}: trials divided by chance ${SPLITS} times, releases that are called another`,
        textTable([
          ['takes a side', ...sizes.map((size) => `${size} runs`)],
          ...cells.map((row, at) => [
            String(at + 1),
            ...row.map((alarms) => sayShare(alarms, SPLITS)),
          ]),
        ]),
      ].join('\n'),
    )
    for (const alarms of cells.flat())
      expect(100 * shareInterval(alarms, SPLITS)[0]).toBeLessThanOrEqual(LEVEL)
  },
  HOOK_TIMEOUT,
)

function draw<Item>(items: ReadonlyArray<Item>, count: number, random: Random): Array<Item> {
  const left = [...items]
  return Array.from({ length: count }, () => left.splice(random.below(left.length), 1)[0]!)
}
