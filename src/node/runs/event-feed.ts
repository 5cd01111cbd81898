import { parseRunEvents } from '../../core/run-events/read-run.ts'
import type { RunEvent } from '../../core/run-events/schema.ts'
import { listTraces, readRunFrom } from '../../storage/run-store/read-runs.ts'
import { runPath } from '../../storage/run-store/run-files.ts'

interface FeedOptions {
  root: string
  session: string
  onEvent(event: RunEvent): unknown
  warn(message: string): void
}

/** The part of a run's file that was read. */
interface ReadFile {
  offset: number
  state: 'unknown' | 'ours' | 'foreign'
}

/** Milliseconds between two looks at the store. */
const EVERY = 50

/** Events that are the store's own business. */
const KEPT = new Set<RunEvent['event']>(['run_reported', 'cassette', 'label'])

/**
 * Hands the events of a test run to the option `onEvent`, in the order in which each run's file has them. It reads the
 * files that the workers write, so that what a worker wrote before it was killed is not lost.
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

  /** Delivers what is left; resolves when the receiver has had everything. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#timer = undefined
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
    if (file.state === 'foreign') return
    const { root, session } = this.#options
    const { text, offset } = readRunFrom(root, traceId, file.offset)
    if (text === '') return
    file.offset = offset
    for (const event of parseRunEvents(text, { file: runPath(root, traceId) })) {
      if (event.event === 'run_created')
        file.state = event.environment.session === session ? 'ours' : 'foreign'
      if (file.state === 'ours' && !KEPT.has(event.event)) this.#deliver(event)
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
      `[vitest-replay] Failed to hand an event to the option "onEvent": ${(error as Error).message}. The results of the tests do not depend on it; later failures are not shown.`,
    )
  }
}
