/** The facts of an error that its class follows from; shaped like the errors of a cassette and of a report. */
export interface FailedError {
  name: string
  message: string
  /** The constructor's name, where it is another than `name`. */
  class?: string | undefined
  code?: string | number | undefined
  /** The HTTP status that it carries. */
  status?: number | null | undefined
  /** Its other fields, such as `signal`, `stderr` or a provider's `type`. */
  fields?: Readonly<Record<string, unknown>> | undefined
  cause?: FailedError | undefined
  /** The parts of an aggregate error, and the attempts of a retry. */
  errors?: readonly FailedError[] | undefined
}

/**
 * Lists an error and what caused it, the innermost cause first: a wrapper such as `fetch failed` says less than what it
 * wraps. The last attempt of a retry comes before the earlier ones.
 */
export function innermostFirst(error: FailedError): FailedError[] {
  const within = [...(error.errors ?? [])].reverse()
  return [
    ...(error.cause ? innermostFirst(error.cause) : []),
    ...within.flatMap((one) => innermostFirst(one)),
    error,
  ]
}
