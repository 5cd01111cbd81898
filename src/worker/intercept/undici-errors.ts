import { restoreError } from '../../core/cassette/value.ts'
import type { RecordedError } from '../../core/cassette/schema.ts'

/** The error classes that a copy of undici exports. */
export type ErrorClasses = Record<string, { prototype: object } | undefined>

/**
 * Restores an error of undici, so that `instanceof` holds for the classes of the copy that the client uses.
 *
 * @note Those classes recognise their errors by a symbol, too, which all copies share.
 * @see https://undici.nodejs.org/#/docs/api/Errors
 */
export function restoreUndiciError(recorded: RecordedError, classes?: ErrorClasses): Error {
  const code = recorded.code ?? ''
  if (code === ABORTED) return abortedError(classes)
  const error = restoreError(recorded) as Error
  if (!/^(UND_ERR|HPE_)/.test(code) && recorded.name !== 'HTTPParserError') return error
  const known = classes?.[recorded.name]
  return markError(error, known, marksOf(recorded.name, code))
}

const ABORTED = 'UND_ERR_ABORTED'

/**
 * Restores an error of `fetch`, among whose causes are errors of the copy of undici inside Node.
 *
 * @note The classes of other copies recognise them.
 */
export function restoreFetchError(recorded: RecordedError): unknown {
  const restored = restoreError(recorded)
  for (let error = restored; error instanceof Error; error = error.cause) {
    const { name, code } = error as Error & { code?: unknown }
    if (!(error instanceof DOMException)) markError(error, undefined, marksOf(name, String(code)))
  }
  return restored
}

/** The error of a request that its client gave up, or whose body it did, without a reason. */
export function abortedError(classes?: ErrorClasses): Error {
  const error = restoreError({
    name: 'AbortError',
    // The copy inside Node exports no classes: its error has a class of that name at least.
    class: 'RequestAbortedError',
    message: 'Request aborted',
    code: ABORTED,
  }) as Error
  return markError(error, classes?.['RequestAbortedError'], marksOf(error.name, ABORTED))
}

/** @note Some versions have the symbols on each error, others on the prototype. */
function markError(error: Error, known: ErrorClasses[string], marks: readonly symbol[]): Error {
  if (known) Object.setPrototypeOf(error, known.prototype)
  const missing = marks.filter((mark) => !(mark in error))
  if (marks.length === 0) return error
  // Its class was made for this error alone.
  const made = Object.getPrototypeOf(error) as object
  const owner = known || made === Error.prototype ? error : made
  for (const mark of missing) Object.defineProperty(owner, mark, { value: true })
  // Each class of undici sets it, so that it is printed.
  const name = { value: error.name, enumerable: true, writable: true, configurable: true }
  return Object.defineProperty(error, 'name', name)
}

function marksOf(name: string, code: string): symbol[] {
  // Its code is that of the parser, where it has one.
  if (name === 'HTTPParserError') return [Symbol.for('undici.error.UND_ERR_HTTP_PARSER')]
  if (!code.startsWith('UND_ERR')) return []
  return ['UND_ERR', code].map((one) => Symbol.for(`undici.error.${one}`))
}
