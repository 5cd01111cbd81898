import type { ActionTimes } from '../../core/cassette/answer-time.ts'
import type { RecordedAction } from '../../core/cassette/schema.ts'
import type { ObservedAction } from './observed-action.ts'
import { round } from './timeline.ts'

/** The parts of an action that are known when it has run. */
export type PerformedOutcome = Omit<Partial<RecordedAction>, 'kind'> &
  Pick<RecordedAction, 'outcome'>

/** Describes an action that has run as a cassette stores it. */
export function describePerformed(
  { index, type, name, parent, start }: ObservedAction,
  outcome: PerformedOutcome,
  { duration, timeToHeadersMs }: ActionTimes,
): RecordedAction {
  return {
    kind: 'action',
    index,
    type,
    name,
    parent,
    start,
    ...outcome,
    duration: round(duration),
    ...(typeof timeToHeadersMs === 'number' ? { timeToHeadersMs: round(timeToHeadersMs) } : {}),
  }
}
