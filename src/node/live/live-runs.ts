import { statSync } from 'node:fs'
import { join } from 'node:path'
import { parseRunEvents } from '../../core/run-events/read-run.ts'
import { PROCESS_ENDED } from '../../core/run-events/run-without-end.ts'
import { isEndOfRun, type RunEvent } from '../../core/run-events/schema.ts'
import { REPORT_FOLDER } from '../../storage/report-file.ts'
import { announceListener } from '../../storage/run-store/listener-file.ts'
import { runPath } from '../../storage/run-store/run-files.ts'
import { readHeadOf, readRunFrom } from '../../storage/run-store/read-runs.ts'
import { EventFeed } from '../runs/event-feed.ts'
import { liveEventOf, type LiveMessage } from '../../core/run-events/live-events.ts'

interface LiveRunsOptions {
  root: string
  session: string
  warn(message: string): void
}

/** Milliseconds between two looks at what other processes do. */
const EVERY = 500
/** Looks at the report between two at processes. */
const LOOKS = 4

interface KnownExecution {
  session: string
  isRunning: boolean
}

/**
 * The executions that are younger than the report, of this test run and of other processes. Their files are the state:
 * whoever listens gets them from the beginning, and then each event as it is written.
 */
export class LiveRuns {
  readonly #options: LiveRunsOptions
  readonly #feed: EventFeed
  readonly #younger = new Map<string, KnownExecution>()
  readonly #listeners = new Set<(message: LiveMessage) => void>()
  #isTesting = false
  #report: string
  #looks = 0

  constructor(options: LiveRunsOptions) {
    this.#options = options
    const { root, warn } = options
    this.#report = this.#reportState()
    let isAnnounced = false
    const onEvent = (event: RunEvent) => this.#take(event)
    this.#feed = new EventFeed({ root, session: null, to: 'the live page', onEvent, warn })
    this.#feed.start()
    setInterval(() => {
      isAnnounced ||= announceListener(root)
      this.#lookAtOthers()
    }, EVERY).unref()
  }

  /** Sends a listener all that is known, and what comes; until the returned function is called. */
  subscribe(listener: (message: LiveMessage) => void): () => void {
    listener(this.#reportMessage())
    listener({ event: 'tests', isRunning: this.#isTesting })
    for (const [traceId, { isRunning }] of this.#younger) {
      const events = this.#eventsOf(traceId)
      for (const message of events.map(liveEventOf)) if (message) listener(message)
      if (!isRunning && !events.some(isEndOfRun)) listener(goneRun(traceId))
    }
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  testsStarted(): void {
    this.#isTesting = true
    this.#send({ event: 'tests', isRunning: true })
  }

  /** Takes the end of a test run, whose report was written if there is one. */
  async testsEnded(): Promise<void> {
    await this.#feed.flush()
    this.#isTesting = false
    this.#report = this.#reportState()
    this.#forget(({ session }) => session === this.#options.session)
    this.#send({ event: 'tests', isRunning: false })
  }

  #take(event: RunEvent): void {
    if (event.event === 'run_created')
      this.#younger.set(event.traceId, {
        session: event.environment.session,
        isRunning: true,
      })
    const known = this.#younger.get(event.traceId)
    if (!known) return
    if (isEndOfRun(event)) known.isRunning = false
    const message = liveEventOf(event)
    if (message) this.#send(message)
  }

  #send(message: LiveMessage): void {
    for (const listener of this.#listeners) listener(message)
  }

  /** Leaves out the executions that have ended, which a report tells of from now on. */
  #forget(isReported: (known: KnownExecution) => boolean): void {
    for (const [traceId, known] of this.#younger)
      if (!known.isRunning && isReported(known)) this.#younger.delete(traceId)
    this.#send(this.#reportMessage())
  }

  #lookAtOthers(): void {
    if (++this.#looks % LOOKS === 0) this.#lookAtProcesses()
    if (this.#isTesting) return
    const report = this.#reportState()
    if (report === this.#report) return
    this.#report = report
    void this.#feed.flush().then(() => this.#forget(() => true))
  }

  /** Ends the executions of other processes that are gone: nobody else does. */
  #lookAtProcesses(): void {
    for (const [traceId, known] of this.#younger) {
      if (!known.isRunning || known.session === this.#options.session) continue
      if (this.#isAlive(traceId)) continue
      known.isRunning = false
      this.#send(goneRun(traceId))
    }
  }

  #isAlive(traceId: string): boolean {
    try {
      return readHeadOf(runPath(this.#options.root, traceId))?.state !== 'interrupted'
    } catch {
      // Its file was removed.
      return false
    }
  }

  #reportMessage(): LiveMessage {
    return { event: 'report', exists: this.#report !== '', younger: [...this.#younger.keys()] }
  }

  #eventsOf(traceId: string): RunEvent[] {
    const { root } = this.#options
    return parseRunEvents(readRunFrom(root, traceId, 0).text, { file: runPath(root, traceId) })
  }

  /** The version of the report on disk. */
  #reportState(): string {
    const file = join(this.#options.root, REPORT_FOLDER, 'report.html')
    const found = statSync(file, { throwIfNoEntry: false })
    return found ? `${found.mtimeMs} ${found.size} ${found.ino}` : ''
  }
}

function goneRun(traceId: string): LiveMessage {
  const at = new Date().toISOString()
  const reason = PROCESS_ENDED
  return { event: 'run_failed', traceId, at, status: 'interrupted', reason, summary: null }
}
