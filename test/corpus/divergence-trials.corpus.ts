import { expect, it } from 'vitest'
import { renderDivergences } from '../../src/core/words/render-divergences.ts'
import { jsonEqual } from '../../src/core/json.ts'
import type { Divergence } from '../../src/core/divergence/schema.ts'
import { countEach } from './text-table.ts'
import { alignTrials } from './trajectories/align-trials.ts'
import { loadTrajectories } from './trajectories/load-trajectories.ts'
import { namesAction } from './trajectories/judge-run.ts'
import { type TrialAction, trialActions } from './trajectories/trial-actions.ts'

const MAX_LINES = 40

/** Two trials of a task and what is said of their difference. */
interface Pair {
  name: string
  recording: Array<TrialAction>
  replay: Array<TrialAction>
  divergences: Array<Divergence>
  first: Divergence | undefined
}

const { trajectories } = loadTrajectories(process.env['VITEST_REPLAY_CORPUS']!)
const whole = alignAll(() => true)
// As of an agent whose model calls are not recorded.
const toolsOnly = alignAll(({ type }) => type === 'tool')
const pairs = [...whole, ...toolsOnly]

it('aligns every pair of the trials of each task', () => {
  const tasks = new Set(whole.map(({ name }) => name.split('#')[0]))

  expect(tasks.size).toBeGreaterThanOrEqual(30)
  expect(whole.length).toBe(tasks.size * 6)
})

it('finds a first divergence wherever two trials differ, and none where they do not', () => {
  const wrong = pairs.filter(
    ({ recording, replay, first }) => (firstDifference(recording, replay) !== -1) !== !!first,
  )

  expect(wrong.map(({ name }) => name)).toEqual([])
})

it('names the actions and the cause of the first divergence, with evidence', () => {
  const unreadable = pairs.flatMap((pair) => problems(pair).map((what) => `${pair.name}: ${what}`))

  expect(some(unreadable)).toEqual([])
})

it('says it within a screen', () => {
  const long = pairs.flatMap(({ name, divergences }) => {
    const lines = renderDivergences(divergences).length
    return lines > MAX_LINES ? [`${name}: ${lines} lines`] : []
  })

  expect(some(long)).toEqual([])
})

it('prints what the first divergences of the pairs are', () => {
  console.log([...summary('whole', whole), ...summary('tools only', toolsOnly)].join('\n'))
})

function summary(view: string, pairs: Array<Pair>): Array<string> {
  const kinds = pairs.map(({ first }) =>
    first ? `${first.cause} (${first.kind})` : 'no difference',
  )
  const unreadable = pairs.filter((pair) => problems(pair).length > 0)
  const lines = pairs.map(({ divergences }) => renderDivergences(divergences).length)
  const long = lines.filter((count) => count > MAX_LINES).length
  return [
    `Pairs of trials, ${view}: ${pairs.length}, ${unreadable.length} of them without a readable first divergence`,
    ...table(kinds),
    'What is missing:',
    ...table(pairs.flatMap(problems)),
    `Lines of a rendering: ${Math.max(...lines)} at most, over ${MAX_LINES} in ${long}`,
  ]
}

/** The first of what may be hundreds of lines, with how many there are. */
function some(lines: Array<string>): Array<string> {
  return lines.length <= 20 ? lines : [...lines.slice(0, 20), `and ${lines.length - 20} more`]
}

function table(values: Array<string>): Array<string> {
  return countEach(values).map(([value, times]) => `  ${String(times).padStart(4)} ${value}`)
}

function alignAll(isRecorded: (action: TrialAction) => boolean): Array<Pair> {
  const tasks = new Map<string, Array<Array<TrialAction>>>()
  for (const { source, script } of trajectories) {
    if (source !== 'tau-bench') continue
    const task = script.name.split('#')[0]!
    const actions = trialActions(script).filter(isRecorded)
    const trial = actions.map((action, index) => ({ ...action, index }))
    tasks.set(task, [...(tasks.get(task) ?? []), trial])
  }
  return [...tasks].flatMap(([task, trials]) =>
    trials.flatMap((recording, a) =>
      trials.slice(a + 1).map((replay, b) => {
        const divergences = alignTrials(recording, replay)
        const first = divergences.find(({ firstCause }) => firstCause)
        return { name: `${task}#${a}-${a + 1 + b}`, recording, replay, divergences, first }
      }),
    ),
  )
}

function problems({ first, recording, replay }: Pair): Array<string> {
  if (!first) return []
  const { recordedIndex, replayedIndex, kind, paths } = first
  const sides = [
    recordedIndex === null ? null : recording[recordedIndex],
    replayedIndex === null ? null : replay[replayedIndex],
  ]
  const hasInputs = kind === 'input_mismatch' || kind === 'action_mismatch'
  const place = firstDifference(recording, replay)
  // No cause names another result of the agent's own code, and a tool's result alone does not say more.
  const needsCause = recording[0]?.type === 'llm'
  return [
    ...(first.action === '' ? ['no name of its action'] : []),
    ...(namesAction(first) ? [] : ['no action of either side']),
    ...(sides.includes(undefined) ? ['an action that does not exist'] : []),
    ...(recordedIndex === place || replayedIndex === place ? [] : ['not where they differ first']),
    ...(needsCause && first.cause === 'unknown' ? [`no cause of its ${kind}`] : []),
    ...(hasInputs && paths.length === 0 ? ['no evidence'] : []),
  ]
}

/** The index of the first action that is not the same on both sides, in name, inputs or (of a tool) output. */
function firstDifference(recording: Array<TrialAction>, replay: Array<TrialAction>): number {
  const all = Array.from({ length: Math.max(recording.length, replay.length) }, (_, n) => n)
  return all.findIndex((n) => {
    const [left, right] = [recording[n], replay[n]]
    return !left || !right || !jsonEqual(facts(left), facts(right))
  })
}

function facts({ type, name, asked, output }: TrialAction) {
  return { name, asked: asked.body, output: type === 'tool' ? output : null }
}
