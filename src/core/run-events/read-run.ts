import { ReplayError } from '../errors.ts'
import { isJsonObject, parseJson } from '../json.ts'
import type { Contents } from '../report/contents/contents.ts'
import type { ReportAction } from '../report/action-schema.ts'
import type { RunReport } from '../report/schema.ts'
import { runWithoutEnd } from './run-without-end.ts'
import {
  RunEventSchema,
  type ConsoleLine,
  type RunCreated,
  type RunEnded,
  type ExecutionPlace,
  type RunEvent,
} from './schema.ts'
import { RUN_EVENTS_VERSION } from './version.ts'

/** An execution as the store holds it. */
export interface StoredRun {
  traceId: string
  /** The run as in a report; of one without an end, what is known of it. */
  run: RunReport
  contents: Contents
  environment: ExecutionPlace
  console: ConsoleLine[]
  labels: string[]
  /** The agent came to its end, and its report is whole. */
  isReported: boolean
  /** The event that ended it; `null` where none did. */
  end: RunEnded | null
  /** The recording of a run that failed. */
  cassette: string | null
}

/**
 * Reads the events of a run. A last line that is cut off is left out: its writer is at it, or was killed.
 *
 * @throws ReplayError `RUN_CORRUPT`, with file and line; `RUN_NEWER` where a newer version wrote it.
 */
export function parseRunEvents(text: string, from: { file: string }): RunEvent[] {
  const lines = text.split('\n')
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return []
    const data = parseJson(line)
    if (data === undefined && at === lines.length - 1) return []
    return [readEvent(data, { ...from, line: at + 1 })]
  })
}

function readEvent(data: unknown, location: { file: string; line: number }): RunEvent {
  const parsed = RunEventSchema.safeParse(data)
  if (parsed.success) return parsed.data
  const version = isJsonObject(data) ? data['version'] : undefined
  const attempted = `Failed to read the run ${location.file}`
  if (typeof version === 'number' && version > RUN_EVENTS_VERSION)
    throw new ReplayError('RUN_NEWER', {
      attempted,
      reason: `it has version ${version} of the format, and this vitest-replay reads up to ${RUN_EVENTS_VERSION}`,
      remedy: 'Install the version of vitest-replay that wrote it, or a newer one',
      location,
    })
  const [issue] = parsed.error.issues
  const place = issue!.path.join('.') || 'the whole'
  throw new ReplayError('RUN_CORRUPT', {
    attempted,
    reason: `line ${location.line}: ${data === undefined ? 'it is not JSON' : `${place}: ${issue!.message}`}`,
    remedy: 'Delete the file, and run the test again; other runs are not affected',
    location: { ...location, field: place },
  })
}

/**
 * Puts a run together from its events.
 *
 * @throws ReplayError `RUN_CORRUPT` where the first event is not the one that opens it.
 */
export function readRun(events: readonly RunEvent[], from: { file: string }): StoredRun {
  const [created] = events
  if (created?.event !== 'run_created')
    throw new ReplayError('RUN_CORRUPT', {
      attempted: `Failed to read the run ${from.file}`,
      reason: 'line 1: it is not the event "run_created"',
      remedy: 'Delete the file, and run the test again; other runs are not affected',
      location: { ...from, line: 1 },
    })
  return assemble(created, events)
}

function assemble(created: RunCreated, events: readonly RunEvent[]): StoredRun {
  const contents: Contents = {}
  const actions = new Map<number, ReportAction>()
  const stored: Pick<StoredRun, 'console' | 'labels' | 'end' | 'cassette'> = {
    console: [],
    labels: [],
    end: null,
    cassette: null,
  }
  let reported: Omit<RunReport, 'actions'> | undefined
  const notes: NonNullable<RunReport['notes']> = []
  for (const event of events) {
    if ('contents' in event) Object.assign(contents, event.contents)
    if (event.event === 'action_created') actions.set(event.action.index, event.action)
    else if (event.event === 'console') {
      const { at, spanId, stream, text } = event
      stored.console.push({ at, spanId, stream, text })
    } else if (event.event === 'note') {
      const { at, spanId, text } = event
      notes.push({ at, spanId, text })
    } else if (event.event === 'label') stored.labels.push(event.text)
    else if (event.event === 'cassette') stored.cassette = event.text
    else if (event.event === 'run_reported') reported = event.run
    else if (event.event !== 'run_created') stored.end = event
  }
  const known = [...actions.values()].sort((a, b) => a.index - b.index)
  const count = stored.end?.summary?.actions
  const run = reported
    ? // An earlier pass over the agent may have had more of them.
      { ...reported, actions: count === undefined ? known : known.filter((_, at) => at < count) }
    : runWithoutEnd(created, known, { contents, reason: reasonOf(stored.end), notes })
  const { traceId, environment } = created
  return { traceId, run, contents, environment, isReported: reported !== undefined, ...stored }
}

function reasonOf(end: RunEnded | null): string | null {
  return end?.event === 'run_failed' ? end.reason : null
}
