import { lastErrorLine } from '../../analysis/failure/last-error-line.ts'
import type { FailedError } from '../../analysis/failure/failed-error.ts'
import type { RecordedError } from '../../cassette/schema.ts'
import { errorMessage } from '../../cassette/value.ts'
import { isJsonObject, type JsonValue } from '../../json.ts'
import type { ErrorFacts } from '../action-schema.ts'

/** Fields of errors that say how something failed. What else an SDK hangs on an error stays in the cassette. */
const DETAILS = [
  'type',
  'param',
  'finishReason',
  'isRetryable',
  'reason',
  'lc_error_code',
  'syscall',
  'path',
  'hostname',
  'input',
  'address',
  'port',
  'signal',
  'killed',
  'exitCode',
  'cmd',
  'toolName',
]

const REQUEST_IDS = ['requestID', 'request_id', 'requestId']
const STATUSES = ['status', 'statusCode']
const LONGEST = 2000

/** Encodes an error: how it is named, by which code and status it is known, and what caused it. */
export function encodeError(error: RecordedError | undefined | null): ErrorFacts | null {
  return error ? encode(error) : null
}

function encode(error: RecordedError): ErrorFacts {
  const { name, message, class: constructor, cause } = error
  const fields = isJsonObject(error.fields?.json) ? error.fields.json : {}
  const code = error.code ?? plain(fields['code'])
  const status = STATUSES.map((key) => fields[key]).find((value) => Number.isInteger(value))
  const requestId = REQUEST_IDS.map((key) => fields[key]).find((value) => typeof value === 'string')
  const details = detailsOf(fields)
  // An object that was thrown is no message: `[object Object]` says nothing.
  const thrown = errorMessage(error)
  if (thrown !== message) details['thrown'] = thrown.slice(0, LONGEST)
  const errors = [...(error.errors ?? []).map(encode), ...attemptsOf(fields)]
  return {
    name,
    message,
    ...(constructor === undefined ? {} : { class: constructor }),
    ...(typeof code === 'boolean' || code === undefined ? {} : { code }),
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(Object.keys(details).length > 0 ? { details } : {}),
    ...(cause ? { cause: encode(cause) } : {}),
    ...(errors.length > 0 ? { errors } : {}),
  }
}

function detailsOf(fields: Record<string, JsonValue>): NonNullable<ErrorFacts['details']> {
  const details: NonNullable<ErrorFacts['details']> = {}
  for (const key of DETAILS) {
    const value = plain(fields[key])
    if (value !== undefined) details[key] = value
  }
  const stderr = fields['stderr']
  const line = typeof stderr === 'string' ? lastErrorLine(stderr) : null
  if (line !== null) details['stderr'] = line.slice(0, LONGEST)
  return details
}

/** The attempts of a retry that an SDK keeps in its fields. */
function attemptsOf(fields: Record<string, JsonValue>): ErrorFacts[] {
  const attempts = Array.isArray(fields['errors']) ? fields['errors'] : []
  return attempts.flatMap((attempt) =>
    isJsonObject(attempt) && typeof attempt['message'] === 'string'
      ? [encode({ name: nameOf(attempt), message: attempt['message'], fields: { json: attempt } })]
      : [],
  )
}

function nameOf(attempt: Record<string, JsonValue>): string {
  return typeof attempt['name'] === 'string' ? attempt['name'] : 'Error'
}

function plain(value: JsonValue | undefined): string | number | boolean | undefined {
  if (typeof value === 'string') return value.slice(0, LONGEST)
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined
}

/** Reads an error of a report as the analysis of failures looks at it. */
export function readError({
  details,
  cause,
  errors,
  requestId,
  ...error
}: ErrorFacts): FailedError {
  return {
    ...error,
    message: shownMessage({ message: error.message, ...(details ? { details } : {}) }),
    fields: { ...details, ...(requestId === undefined ? {} : { requestID: requestId }) },
    ...(cause ? { cause: readError(cause) } : {}),
    ...(errors ? { errors: errors.map((one) => readError(one)) } : {}),
  }
}

/** The message of an error, or the object that was thrown in its place. */
export function shownMessage({
  message,
  details,
}: Pick<ErrorFacts, 'message' | 'details'>): string {
  const thrown = details?.['thrown']
  return typeof thrown === 'string' ? thrown : message
}
