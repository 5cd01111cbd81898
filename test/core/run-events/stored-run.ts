import { createdFromReport, endEvent } from '../../../src/core/run-events/events-of-run.ts'
import type { ExecutionPlace } from '../../../src/core/run-events/schema.ts'
import { describeHead, type StoredHead } from '../../../src/core/run-events/stored-head.ts'
import type { RunReport } from '../../../src/core/report/schema.ts'
import { buildRun } from '../../report/build-report.ts'

export const TRACE = '0123456789abcdef0123456789abcdef'

/** Where an execution took place, with what a test wants otherwise. */
export function place(part: Partial<ExecutionPlace> = {}): ExecutionPlace {
  return {
    release: '1.2.3+abcdef0',
    packageVersion: '1.2.3',
    sha: 'abcdef0123456789abcdef0123456789abcdef01',
    ciJob: null,
    session: 'a-session',
    worker: { id: '1', pid: process.pid },
    node: 'v20.0.0',
    platform: 'linux x64',
    ...part,
  }
}

/** An execution as lists show it, with what a test wants otherwise. */
export function buildHead(
  traceId: string = TRACE,
  part: Partial<RunReport> = {},
  where: Partial<ExecutionPlace> = {},
  labels: string[] = [],
): StoredHead {
  const run = buildRun({ ...part, traceId })
  const created = createdFromReport({ traceId, run, contents: {} }, place(where))
  return describeHead(created, { end: endEvent(traceId, run), labels, isAlive: () => false })
}
