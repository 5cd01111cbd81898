import type { LiveRunEvent } from '../../core/run-events/live-events.ts'
import type { Contents } from '../../core/report/contents/contents.ts'
import type { ReplayReport, RunReport } from '../../core/report/schema.ts'
import type { ReadReport } from './read-report.ts'

/** A run that is followed while it runs, and until a report has it. */
interface FollowedRun {
  run: RunReport
  contents: Contents
  /** The actions of its recording; `null` where it is recorded. */
  recorded: number | null
  isRunning: boolean
}

/** Runs put together from their events, by trace id. */
export class FollowedRuns {
  readonly #runs = new Map<string, FollowedRun>()

  /** Applies an event; applying it again changes nothing. */
  apply(event: LiveRunEvent): void {
    const { traceId } = event
    if (event.event === 'run_created') {
      const { run, contents, recordedActions = null } = event
      this.#runs.set(traceId, { run, contents, recorded: recordedActions, isRunning: true })
      return
    }
    const known = this.#runs.get(traceId)
    if (!known) return
    if ('contents' in event) known.contents = { ...known.contents, ...event.contents }
    const { run } = known
    if (event.event === 'action_created') known.run = withAction(run, event.action)
    else if (event.event === 'run_reported') known.run = { ...event.run, actions: run.actions }
    else if (event.event === 'run_completed') known.isRunning = false
    else if (event.event === 'run_failed') {
      known.isRunning = false
      known.run = { ...run, status: event.status, error: run.error ?? event.reason }
    }
  }

  ids(): string[] {
    return [...this.#runs.keys()]
  }

  drop(traceIds: Iterable<string>): void {
    for (const traceId of traceIds) this.#runs.delete(traceId)
  }

  /** The runs as a report; `null` where there are none. Of a test that is tried again, the last run counts. */
  report(): ReadReport | null {
    if (this.#runs.size === 0) return null
    const latest = new Map<string, FollowedRun>()
    for (const one of this.#runs.values()) latest.set(identityOf(one.run), one)
    const followed = [...latest.values()]
    const live = new Map(
      followed.flatMap(({ run, recorded, isRunning }) =>
        isRunning ? [[run, recorded] as const] : [],
      ),
    )
    const report = {
      version: 1,
      release: { id: null },
      runs: followed.map(({ run }) => run),
      contents: Object.assign({}, ...followed.map(({ contents }) => contents)) as Contents,
    } as unknown as ReplayReport
    return { kind: 'whole', report, pieces: null, live, replaces: new Set(latest.keys()) }
  }
}

/** The identity of a run across test runs. */
export function identityOf({ project, test, runId }: RunReport): string {
  return JSON.stringify([project, test.file, runId])
}

function withAction(run: RunReport, action: RunReport['actions'][number]): RunReport {
  const others = run.actions.filter(({ index }) => index !== action.index)
  const at = others.findIndex(({ index }) => index > action.index)
  return { ...run, actions: others.toSpliced(at === -1 ? others.length : at, 0, action) }
}
