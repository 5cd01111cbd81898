import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rankSteps } from '../../src/core/analysis/attribution/rank-steps.ts'
import { readLabelledRuns, type LabelledRun } from './read-runs.ts'

const folder = process.env['VITEST_REPLAY_ATTRIBUTION'] ?? ''
const isThere = existsSync(join(folder, 'algorithm-generated'))

if (!isThere)
  console.log(
    'failure attribution is not measured: set VITEST_REPLAY_ATTRIBUTION to a folder with the labelled runs of Who&When (algorithm-generated, hand-crafted)',
  )

/** Published exact accuracy of rules without a model, in percent. */
const GOALS = { 'algorithm-generated': 21.4, 'hand-crafted': 19 }

test.runIf(isThere)(
  'the step that decided a failed run is ranked first more often than by published rules',
  () => {
    const rows = Object.entries(GOALS).map(([part, goal]) => {
      const runs = readLabelledRuns(join(folder, part))
      // Every other run, in the order of the files: the weights were fitted to the first half alone.
      const tuned = measure(runs.filter((_, at) => at % 2 === 0))
      const held = measure(runs.filter((_, at) => at % 2 === 1))
      return { part, goal, tuned, held, all: measure(runs) }
    })
    console.log(rows.flatMap(renderRow).join('\n'))
    for (const { all, goal } of rows) expect(all.exact).toBeGreaterThan(goal)
    expect(rows[0]!.held.exact).toBeGreaterThan(GOALS['algorithm-generated'])
  },
)

interface Accuracy {
  runs: number
  exact: number
  within1: number
  within3: number
  top3: number
}

function measure(runs: readonly LabelledRun[]): Accuracy {
  const ranked = runs.map(({ steps, mistake }) => {
    const [first, ...others] = rankSteps(steps).map(({ index }) => index)
    return {
      off: Math.abs(first! - mistake),
      top: [first, ...others.slice(0, 2)].includes(mistake),
    }
  })
  const share = (accept: (one: (typeof ranked)[number]) => boolean) =>
    (100 * ranked.filter(accept).length) / ranked.length
  return {
    runs: runs.length,
    exact: share(({ off }) => off === 0),
    within1: share(({ off }) => off <= 1),
    within3: share(({ off }) => off <= 3),
    top3: share(({ top }) => top),
  }
}

function renderRow({
  part,
  goal,
  ...halves
}: { part: string; goal: number } & Record<'tuned' | 'held' | 'all', Accuracy>): string[] {
  return Object.entries(halves).map(
    ([half, { runs, exact, within1, within3, top3 }]) =>
      `${part}, ${half}: ${runs} runs, exact ${exact.toFixed(1)} % (published rules ${goal}), within 1 ${within1.toFixed(1)} %, within 3 ${within3.toFixed(1)} %, among the first three ${top3.toFixed(1)} %`,
  )
}
