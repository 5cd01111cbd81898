/** The place in a file that an error concerns. */
export interface ErrorLocation {
  file?: string
  line?: number
  field?: string
}

/**
 * An error of vitest-replay: what was attempted, why it failed, what to do next.
 *
 * @example
 * throw new ReplayError('CASSETTE_CORRUPT', {
 *   attempted: 'Failed to read the cassette "a.cassette.jsonl"',
 *   reason: 'line 3 is not JSON',
 *   remedy: 'Restore the file from git, or record it anew with VITEST_REPLAY=all.',
 * })
 */
export class ReplayError extends Error {
  override name = 'ReplayError'
  readonly code: string
  readonly location?: ErrorLocation

  constructor(
    code: string,
    beats: { attempted: string; reason: string; remedy: string; location?: ErrorLocation },
    options?: ErrorOptions,
  ) {
    super(`[vitest-replay] ${beats.attempted}: ${beats.reason}. ${beats.remedy}`, options)
    this.code = code
    if (beats.location) this.location = beats.location
  }
}
