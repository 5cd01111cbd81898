/** The times of an action, in milliseconds. */
export interface ActionTimes {
  /** Until the end of the body of a response, as far as it was read; of any other action, until its end. */
  duration: number
  /** Until a response's headers came; absent in what 0.1.0 recorded. */
  timeToHeadersMs?: number | null | undefined
}

/**
 * Milliseconds until the agent had its answer: its call has returned once the headers are there. A body that is read
 * late, slowly or never is no part of it.
 */
export function answerTime({ timeToHeadersMs, duration }: ActionTimes): number {
  return timeToHeadersMs ?? duration
}

/** Milliseconds from the start of the run until the agent had its answer. */
export function answeredAt({ start, ...times }: ActionTimes & { start: number }): number {
  return start + answerTime(times)
}
