import { ReplayError } from '../../core/errors.ts'
import {
  createdFromReport,
  endEvent,
  eventsOfRun,
  reportedEvent,
} from '../../core/run-events/events-of-run.ts'
import { parseRunEvents, readRun, type StoredRun } from '../../core/run-events/read-run.ts'
import { PROCESS_ENDED } from '../../core/run-events/run-without-end.ts'
import type { RunEvent } from '../../core/run-events/schema.ts'
import { stableJson } from '../../core/stable-json.ts'
import type { RunReport } from '../../core/report/schema.ts'
import type { PublishedRun } from '../../protocol/results.ts'
import { pruneRuns, runKey, type StoreLimits } from '../../storage/run-store/prune-runs.ts'
import { listTraces, readHeadOf, readRunText } from '../../storage/run-store/read-runs.ts'
import type { KnownCause } from '../../core/words/diagnosis/known-causes.ts'
import { describeFailedRun } from './describe-failed-run.ts'
import {
  appendToRun,
  createRunFile,
  hasRunFile,
  runPath,
} from '../../storage/run-store/run-files.ts'

interface ArchiveOptions {
  root: string
  session: string
  limits: StoreLimits
  /** Actions of replays are written by the workers. */
  live: boolean
  /** The causes that the user knows. */
  known?: readonly KnownCause[]
  /** Receives what could not be kept. */
  warn(message: string): void
}

/**
 * The store of runs of one test run, as the main process writes it: what a worker has published is added to the file that
 * the worker opened, and what a worker left open is closed.
 */
export class RunArchive {
  readonly #options: ArchiveOptions
  readonly #before: ReadonlySet<string>
  readonly #ended = new Set<string>()
  readonly #passed = new Set<string>()
  #isBroken = false

  constructor(options: ArchiveOptions) {
    this.#options = options
    this.#before = new Set(this.#try(() => listTraces(options.root)) ?? [])
  }

  /** Adds a run that a worker has published. */
  add({ run, contents, environment, console }: PublishedRun): void {
    const { traceId } = run
    if (traceId === undefined || environment === undefined) return
    this.#try(() => {
      const { root, live } = this.#options
      const failed = describeFailedRun(root, { run, contents }, this.#options.known)
      const ended = { traceId, run, contents, console, failed }
      if (!hasRunFile(root, traceId))
        createRunFile(root, traceId, lineOf(createdFromReport(ended, environment)))
      const written = new WrittenEvents(live || run.mode !== 'replay' ? this.#written(traceId) : [])
      let lines = ''
      for (const event of eventsOfRun(ended, written.contents))
        if (!written.has(event)) lines += lineOf(event)
      appendToRun(root, traceId, lines)
      this.#ended.add(traceId)
      if (run.status === 'passed') this.#passed.add(runKey(run))
    })
  }

  /** Adds what became known of a run after it was added. */
  amend(run: RunReport): void {
    const { traceId } = run
    if (traceId === undefined || !this.#ended.has(traceId)) return
    this.#try(() => appendToRun(this.#options.root, traceId, lineOf(reportedEvent(traceId, run))))
  }

  #written(traceId: string): RunEvent[] {
    const { root } = this.#options
    const file = runPath(root, traceId)
    const text = readRunText(root, traceId)
    // A writer that was killed may have left a part of a line.
    if (!text.endsWith('\n')) appendToRun(root, traceId, '\n')
    return parseRunEvents(text, { file })
  }

  /** Closes the runs that this test run has begun and that nobody ended: their workers are gone. Returns them. */
  closeAbandoned(now: Date): StoredRun[] {
    return this.#try(() => this.#abandoned().map((traceId) => this.#closeOne(traceId, now))) ?? []
  }

  #abandoned(): string[] {
    const { root, session } = this.#options
    return listTraces(root).filter((traceId) => {
      if (this.#before.has(traceId) || this.#ended.has(traceId)) return false
      const head = readHeadOf(runPath(root, traceId))
      return head?.environment.session === session && head.summary === null
    })
  }

  #closeOne(traceId: string, now: Date): StoredRun {
    const { root } = this.#options
    const file = runPath(root, traceId)
    const written = this.#written(traceId)
    const end = endOf(readRun(written, { file }), now)
    appendToRun(root, traceId, lineOf(end))
    this.#ended.add(traceId)
    return readRun([...written, end], { file })
  }

  /** Brings the store within its limits. */
  async prune(now: Date): Promise<void> {
    const { root, limits } = this.#options
    if (this.#isBroken) return
    try {
      await pruneRuns(root, limits, now.getTime(), this.#passed)
    } catch (error) {
      this.#complain(error)
    }
    this.#passed.clear()
  }

  /** @note The results of tests do not depend on whether their runs can be kept. */
  #try<T>(work: () => T): T | undefined {
    if (this.#isBroken) return undefined
    try {
      return work()
    } catch (error) {
      this.#complain(error)
      return undefined
    }
  }

  #complain(error: unknown): void {
    const { code } = error as NodeJS.ErrnoException
    if (!(error instanceof ReplayError) && code === undefined) throw error
    this.#isBroken = true
    this.#options.warn(
      `[vitest-replay] Failed to keep the runs of this test run in .vitest-replay/runs: ${(error as Error).message}. The results of the tests do not depend on it.`,
    )
  }
}

/** @note A worker may be killed after a run has ended, and before it could hand it over. */
function endOf({ traceId, run, isReported }: StoredRun, now: Date): RunEvent {
  if (isReported) return endEvent(traceId, run)
  return {
    event: 'run_failed',
    traceId,
    at: now.toISOString(),
    status: 'interrupted',
    reason: PROCESS_ENDED,
    summary: null,
  }
}

/** The events of a run that a worker has written already. */
class WrittenEvents {
  /** Keys. */
  readonly contents = new Set<string>()
  readonly #actions = new Map<number, string>()
  readonly #lines = new Set<string>()
  #reported = ''

  constructor(events: readonly RunEvent[]) {
    for (const event of events) {
      if ('contents' in event)
        for (const key of Object.keys(event.contents ?? {})) this.contents.add(key)
      if (event.event === 'action_created')
        this.#actions.set(event.action.index, JSON.stringify(event.action))
      else if (event.event === 'run_reported') this.#reported = JSON.stringify(event.run)
      else this.#lines.add(stableJson(event))
    }
  }

  has(event: RunEvent): boolean {
    if (event.event === 'action_created')
      return this.#actions.get(event.action.index) === JSON.stringify(event.action)
    if (event.event === 'run_reported') return this.#reported === JSON.stringify(event.run)
    return this.#lines.has(stableJson(event))
  }
}

function lineOf(event: RunEvent): string {
  return `${JSON.stringify(event)}\n`
}
