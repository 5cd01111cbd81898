import { createHash } from 'node:crypto'
import { createContentStore } from '../../../src/core/report/contents/contents.ts'
import {
  REPORT_VERSION,
  type ReplayReport,
  type RunReport,
} from '../../../src/core/report/schema.ts'
import { totalRuns } from '../../../src/core/report/totals.ts'
import { readTrajectories } from './read-trajectories.ts'
import type { Trajectory } from './trajectory.ts'
import { trajectoryRun } from './trajectory-run.ts'

/**
 * A report of real runs: the first of each task is the recording, the others are held against it.
 *
 * @param now When the last of them is said to have begun: the recordings do not tell.
 */
export async function trajectoryReport(folder: string, now: number): Promise<ReplayReport> {
  const store = createContentStore((text) =>
    createHash('sha256').update(text).digest('base64url').slice(0, 16),
  )
  const recordings = new Map<string, Trajectory>()
  const runs: RunReport[] = []
  const all = readTrajectories(folder)
  for (const [index, trajectory] of all.entries()) {
    const recording = recordings.get(trajectory.task) ?? trajectory
    recordings.set(trajectory.task, recording)
    const startedAt = now - (all.length - index) * 3_900_000
    runs.push(await trajectoryRun(trajectory, recording, { store, index, startedAt }))
  }
  return {
    version: REPORT_VERSION,
    release: { id: '0.2.0-corpus' },
    totals: totalRuns(runs),
    runs,
    contents: store.contents,
  }
}
