import { expect, test } from 'vitest'
import { historyEntry } from '../../../../src/core/comparison/gate/history-entry.ts'
import { runsOfReport } from '../../../../src/core/comparison/runs/from-report.ts'
import { totalRuns } from '../../../../src/core/report/totals.ts'
import type { Determinism } from '../../../../src/core/analysis/determinism/schema.ts'
import { buildAction, buildReport, buildRun } from '../../../report/build-report.ts'

function measured(stable: number, positions: number): Determinism {
  return {
    score: (100 * stable) / positions,
    band: 'high',
    replays: 3,
    seed: 1,
    positions,
    stable,
    tiers: { actions: 100, inputs: 100, output: 100 },
    attributionReplays: 0,
    notVaried: [],
    findings: [],
  }
}

const run = (name: string, actions: number, matchRate: number, determinism: Determinism) =>
  buildRun({
    runId: name,
    name,
    test: { file: 'a.test.ts', fullName: name },
    actions: Array.from({ length: actions }, (_, index) => buildAction({ index })),
    matchRate,
    determinism,
  })

test('a long run weighs more than a short one, in the history as in the totals of a report', () => {
  const report = buildReport([
    run('short', 1, 0.5, measured(1, 2)),
    run('long', 17, 1, measured(18, 18)),
  ])
  const side = { label: 'report', release: 'v1', commit: null, runs: runsOfReport(report) }
  const { matchRate, determinism } = historyEntry(side, '2026-11-21T10:00:00Z')
  const totals = totalRuns(report.runs)
  expect({ matchRate, determinism }).toEqual({ matchRate: 0.95, determinism: 95 })
  expect({ matchRate, determinism }).toEqual({
    matchRate: totals.matchRate,
    determinism: totals.determinism,
  })
})
