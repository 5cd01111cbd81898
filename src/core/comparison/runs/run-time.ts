import type { PerformedRun, Recording } from './performed-run.ts'

/** A recording is timed from the agent's start, which comes a moment after it was dated. */
const SLACK = 1000

/** When a recording was made. */
export function timeOfRecording({ recordedAt, durationMs, actions }: Recording): RunTime {
  const from = Date.parse(recordedAt)
  const known = durationMs ?? Math.max(0, ...actions.map(({ start, duration }) => start + duration))
  return { from, to: from + known + SLACK }
}

/** When a replay was made; where that is not known, any time will do. */
export function timeOfReplay({ from }: PerformedRun): RunTime {
  if (from?.kind !== 'report') return { from: 0, to: 0 }
  const start = Date.parse(from.run.startedAt)
  return { from: start, to: start + from.run.durationMs + SLACK }
}

/** When a run took place, in milliseconds since 1970. */
export interface RunTime {
  from: number
  to: number
}
