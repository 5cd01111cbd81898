import { LOST_CONNECTION, restoreError } from '../../core/cassette/value.ts'
import type { RecordedError } from '../../core/cassette/schema.ts'
import { NOBODY } from './exits/local-address.ts'

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
  if (!/^(?:UND_(?:MOCK_)?ERR|HPE_)/.test(code) && recorded.name !== 'HTTPParserError') return error
  const known = classes?.[recorded.name]
  return markError(error, known, marksOf(recorded.name, code))
}

const ABORTED = 'UND_ERR_ABORTED'

/** The code of the class that `RequestAbortedError` extends; of the other errors it is `UndiciError` itself. */
const ABORT = 'UND_ERR_ABORT'

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

/** A lost connection of which no more is known. */
const LOST: RecordedError = {
  name: 'SocketError',
  message: 'other side closed',
  code: LOST_CONNECTION,
  fields: {
    json: {
      socket: {
        localAddress: '127.0.0.1',
        localPort: 0,
        remoteAddress: NOBODY,
        remotePort: 0,
        remoteFamily: 'IPv4',
        timeout: null,
        bytesWritten: 0,
        bytesRead: 0,
      },
    },
  },
}

/** The error of undici for a body that broke off. */
export function brokenUndiciError(recorded = LOST, classes?: ErrorClasses): Error {
  return restoreUndiciError(recorded, classes)
}

/** The error of `fetch` for a body that broke off. */
export function brokenFetchError(recorded = LOST): unknown {
  if (recorded.code !== LOST_CONNECTION) return restoreFetchError(recorded)
  return restoreFetchError({ name: 'TypeError', message: 'terminated', cause: recorded })
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
  if (!/^UND_(?:MOCK_)?ERR/.test(code)) return []
  const codes = ['UND_ERR', ...(code === ABORTED ? [ABORT] : []), code]
  return codes.map((one) => Symbol.for(`undici.error.${one}`))
}
