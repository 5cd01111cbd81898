import { runWithoutEnd } from './run-without-end.ts'
import type { RunCreated, RunEvent } from './schema.ts'
import type { RunReport } from '../report/schema.ts'

/** An event of a run as the page gets it: with the run as far as it is known, so that the page needs no reader of events. */
export type LiveRunEvent =
  | Exclude<RunEvent, RunCreated>
  | (Pick<RunCreated, 'event' | 'traceId' | 'at' | 'contents' | 'recordedActions'> & {
      run: RunReport
    })

/** A message to the page. */
export type LiveMessage =
  | LiveRunEvent
  /** Tests have begun to run, or have ended. */
  | { event: 'tests'; isRunning: boolean }
  /** The report on disk is another one, or there is none yet; it replaces all executions but these. */
  | { event: 'report'; exists: boolean; younger: string[] }

/** Brings an event of the store into the form for the page; `null` for what the page does not show. */
export function liveEventOf(event: RunEvent): LiveRunEvent | null {
  if (event.event === 'cassette' || event.event === 'label' || event.event === 'console')
    return null
  if (event.event !== 'run_created') return event
  const { traceId, at, contents, recordedActions } = event
  const run = runWithoutEnd(event, [], { contents, reason: null, notes: [] })
  return {
    event: 'run_created',
    traceId,
    at,
    contents,
    ...(recordedActions === undefined ? {} : { recordedActions }),
    run,
  }
}
