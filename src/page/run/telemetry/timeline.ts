import { answerTime } from '../../../core/cassette/answer-time.ts'
import type { ReportAction } from '../../../core/report/action-schema.ts'

/** The place of a bar, in percent of the whole. */
export interface Bar {
  left: number
  width: number
}

interface Timeline {
  /** The length of the run in milliseconds. */
  length: number
  barOf(action: ReportAction): Bar
}

/**
 * Lays actions out in time. Recorded times are the agent's; an action without one is placed where
 * the replay had it.
 */
export function timelineOf(actions: readonly ReportAction[]): Timeline {
  let length = 0
  for (const action of actions) length = Math.max(length, startOf(action) + lengthOf(action))
  const whole = length || 1
  return {
    length,
    barOf(action) {
      const left = Math.min(99.5, (startOf(action) / whole) * 100)
      return { left, width: Math.min(100 - left, Math.max(0.5, (lengthOf(action) / whole) * 100)) }
    },
  }
}

function startOf(action: ReportAction): number {
  return action.start ?? 0
}

function lengthOf(action: ReportAction): number {
  return timeOf(action) ?? 0
}

/** Milliseconds until the agent had its answer; `null` where nothing ran. */
export function timeOf({
  recordedDuration,
  timeToHeadersMs,
  replayedDuration,
}: ReportAction): number | null {
  if (recordedDuration === null) return replayedDuration
  return answerTime({ duration: recordedDuration, timeToHeadersMs })
}
