/** An error of the corpus tests: what was attempted, why it failed, what to do next. */
export class CorpusError extends Error {
  override name = 'CorpusError'
  readonly code: 'CORPUS_UNREADABLE' | 'CORPUS_RECORDING_INVALID' | 'CORPUS_REQUEST_UNKNOWN'

  constructor(
    code: CorpusError['code'],
    beats: { attempted: string; reason: string; remedy: string },
    options?: ErrorOptions,
  ) {
    super(`[corpus] ${beats.attempted}: ${beats.reason}. ${beats.remedy}`, options)
    this.code = code
  }
}
