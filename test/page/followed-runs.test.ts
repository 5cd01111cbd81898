import { expect, test } from 'vitest'
import type { LiveRunEvent } from '../../src/core/run-events/live-events.ts'
import { FollowedRuns } from '../../src/page/report/followed-runs.ts'
import { collectRuns } from '../../src/page/report/loaded-run.ts'
import type { ReadReport } from '../../src/page/report/read-report.ts'
import { buildAction, buildReport, buildRun } from '../report/build-report.ts'

const at = '2026-01-01T00:00:00.000Z'
const run = buildRun({ runId: 'r', traceId: '1', actions: [] })
const created: LiveRunEvent = {
  event: 'run_created',
  traceId: '1',
  at,
  contents: {},
  recordedActions: 2,
  run,
}
const done = (index: number): LiveRunEvent => ({
  event: 'action_created',
  traceId: '1',
  at,
  action: buildAction({ index }),
})

function shown(runs: FollowedRuns, before: ReadReport[] = []) {
  const live = runs.report()
  return collectRuns(live ? [...before, live] : before).map(({ id, run: of, progress }) => ({
    id,
    actions: of.actions.map(({ index }) => index),
    status: progress ? 'running' : of.status,
    progress,
  }))
}

test('events that come twice, or out of the order of their actions, make the same run', () => {
  const runs = new FollowedRuns()
  for (const event of [created, done(1), done(0), done(1)]) runs.apply(event)
  const expected = { id: 'r', actions: [0, 1], status: 'running', progress: { done: 2, of: 2 } }
  expect(shown(runs)).toEqual([expected])
  runs.apply({
    event: 'run_failed',
    traceId: '1',
    at,
    status: 'interrupted',
    reason: 'gone',
    summary: null,
  })
  expect(shown(runs)).toEqual([{ ...expected, status: 'interrupted', progress: null }])
})

test('a run that is followed stands in the place of the same run in a report, under its address', () => {
  const earlier = buildReport([buildRun({ runId: 'r' }), buildRun({ runId: 'other' })])
  const before: ReadReport[] = [{ kind: 'whole', report: earlier, pieces: null }]
  const runs = new FollowedRuns()
  runs.apply(created)
  expect(shown(runs, before).map(({ id, status }) => [id, status])).toEqual([
    ['other', 'passed'],
    ['r', 'running'],
  ])
  runs.drop(runs.ids())
  expect(shown(runs, before).map(({ id }) => id)).toEqual(['r', 'other'])
})
