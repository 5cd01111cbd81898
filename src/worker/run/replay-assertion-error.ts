import type { ReplayRun } from '../report/run-types.ts'

const OWN_FRAME = /^\s+at .*[\\/]vitest-replay[\\/]dist[\\/]/

/** A run that does not reach its thresholds; its message is the whole diagnosis. */
export class ReplayAssertionError extends Error {
  override name = 'ReplayAssertionError'
  readonly code = 'REPLAY_ASSERTION'
  readonly run!: ReplayRun<unknown>

  constructor(message: string, run: ReplayRun<unknown>, options?: ErrorOptions) {
    super(message, options)
    // The stack frames of this package do not help its users.
    this.stack = this.stack
      ?.split('\n')
      .filter((line) => !OWN_FRAME.test(line))
      .join('\n')
    Object.defineProperty(this, 'run', { value: run, enumerable: false })
  }

  /**
   * Returns the parts that leave the worker.
   *
   * @note Vitest copies every own property of an error, hidden ones too, into the files of reporters and into blobs: the run
   * has the agent's output as it was, with its secrets.
   */
  toJSON(): { name: string; code: string; message: string; stack: string | undefined } {
    const { name, code, message, stack } = this
    return { name, code, message, stack }
  }
}
