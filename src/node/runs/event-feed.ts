import { parseRunEvents } from '../../core/run-events/read-run.ts'
import { isEndOfRun, type RunEvent } from '../../core/run-events/schema.ts'
import { listTraces, readRunFrom } from '../../storage/run-store/read-runs.ts'
import { runPath } from '../../storage/run-store/run-files.ts'

interface FeedOptions {
  root: string
  /** The test run whose runs are followed; `null` for those of all. */
  session: string | null
  /** The receiver, for a warning. */
  to: string
  onEvent(event: RunEvent): unknown
  warn(message: string): void
}

/** The part of a run's file that was read. */
interface ReadFile {
  offset: number
  state: 'unknown' | 'ours' | 'foreign' | 'over'
}

/** Milliseconds between two looks at the store. */
const EVERY = 50

/** Events that are the store's own business. */
const KEPT = new Set<RunEvent['event']>(['run_reported', 'cassette', 'label'])

/** Returns `true` for the events that the option `onEvent` is called with. */
export function isForUsers({ event }: RunEvent): boolean {
  return !KEPT.has(event)
}

/**
 * Hands the events of runs to a receiver, in the order in which each run's file has them. It reads the files that the
 * workers write, so that what a worker wrote before it was killed is not lost.
 */
export class EventFeed {
  readonly #options: FeedOptions
  readonly #files = new Map<string, ReadFile>()
  #timer: NodeJS.Timeout | undefined
  #delivery: Promise<unknown> = Promise.resolve()
  #hasWarned = false

  constructor(options: FeedOptions) {
    this.#options = options
    for (const traceId of listTraces(options.root))
      this.#files.set(traceId, { offset: 0, state: 'foreign' })
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#look(), EVERY).unref()
  }

  /** Ends the reading, and delivers what is left. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#timer = undefined
    await this.flush()
  }

  /** Delivers what is there; resolves when the receiver has had everything. */
  async flush(): Promise<void> {
    this.#look()
    await this.#delivery
  }

  #look(): void {
    try {
      for (const traceId of listTraces(this.#options.root)) this.#readOn(traceId)
    } catch (error) {
      this.#complain(error)
    }
  }

  #readOn(traceId: string): void {
    const file = this.#files.get(traceId) ?? { offset: 0, state: 'unknown' as const }
    this.#files.set(traceId, file)
    if (file.state === 'foreign' || file.state === 'over') return
    const { root, session } = this.#options
    const { text, offset } = readRunFrom(root, traceId, file.offset)
    if (text === '') return
    file.offset = offset
    for (const event of parseRunEvents(text, { file: runPath(root, traceId) })) {
      if (event.event === 'run_created')
        file.state =
          (session ?? event.environment.session) === event.environment.session ? 'ours' : 'foreign'
      if (file.state === 'ours') this.#deliver(event)
      if (isEndOfRun(event)) file.state = 'over'
    }
  }

  #deliver(event: RunEvent): void {
    this.#delivery = this.#delivery
      .then(() => this.#options.onEvent(event))
      .catch((error: unknown) => this.#complain(error))
  }

  #complain(error: unknown): void {
    if (this.#hasWarned) return
    this.#hasWarned = true
    this.#options.warn(
      `[vitest-replay] Failed to hand an event to ${this.#options.to}: ${(error as Error).message}. The results of the tests do not depend on it; later failures are not shown.`,
    )
  }
}
