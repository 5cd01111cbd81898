import type { ReplayRun } from './run-types.ts'

/** A run that does not reach its thresholds; its message is the whole diagnosis. */
export class ReplayAssertionError extends Error {
  override name = 'ReplayAssertionError'
  readonly code = 'REPLAY_ASSERTION'
  readonly run: ReplayRun<unknown>

  constructor(message: string, run: ReplayRun<unknown>, options?: ErrorOptions) {
    super(message, options)
    Object.defineProperty(this, 'run', { value: run, enumerable: false })
    this.run = run
  }
}
