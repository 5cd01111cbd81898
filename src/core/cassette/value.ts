import { isJsonObject, type JsonValue } from '../json.ts'
import { stableJson } from '../stable-json.ts'
import { className, inspectValue } from './inspect-value.ts'
import type { RecordedError, Value } from './schema.ts'
import { codec } from './value-codec.ts'

/**
 * Writes a value of the user's program so that `restoreValue` returns an equal one: JSON, and Date,
 * Map, Set, BigInt, RegExp, URL, Error, bytes, `undefined` and NaN within it.
 *
 * @throws ReplayError `VALUE_UNSUPPORTED` with the path of a function, symbol or class instance.
 */
export function captureValue(value: unknown, what: string): Value {
  if (inspectValue(value, what) === 'json') {
    return { json: JSON.parse(JSON.stringify(value)) as JsonValue }
  }
  const { json, meta } = codec.serialize(value)
  const captured: Value = { json: JSON.parse(JSON.stringify(json ?? null)) as JsonValue }
  if (meta) captured.meta = JSON.parse(JSON.stringify(meta)) as JsonValue
  return captured
}

/** Restores the value that `captureValue` wrote, as a fresh copy. */
export function restoreValue(value: Value): unknown {
  const json = structuredClone(value.json)
  return value.meta === undefined ? json : codec.deserialize({ json, meta: value.meta as never })
}

/** Deeper causes and parts of an error are left out, */
const MAX_DEPTH = 5
/** and more parts than this. */
const MAX_PARTS = 100

/** Describes an error that was thrown: class, message, code, own fields, causes and parts. */
export function captureError(thrown: unknown, depth = 0): RecordedError {
  if (!(thrown instanceof Error)) {
    return { name: 'NonError', message: print(thrown), fields: tryCapture({ thrown }) }
  }
  const isOpen = open.has(thrown)
  if (isOpen && depth === 0) return { name: thrown.name, message: thrown.message }
  open.add(thrown)
  try {
    return describeError(thrown, depth)
  } finally {
    if (!isOpen) open.delete(thrown)
  }
}

/** The errors that are being described: one whose fields lead back to it is named there. */
const open = new Set<Error>()

function describeError(thrown: Error, depth: number): RecordedError {
  const captured: RecordedError = { name: thrown.name, message: thrown.message }
  const constructorName = className(thrown)
  if (constructorName !== thrown.name) captured.class = constructorName
  const own: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(thrown)) {
    if (OF_ERRORS.has(key)) continue
    if (key === 'code' && typeof field === 'string') captured.code = field
    else own[key] = field
  }
  const fields = keepSupported(own)
  if (fields) captured.fields = fields
  if (depth >= MAX_DEPTH) return captured
  if (thrown.cause !== undefined) captured.cause = captureError(thrown.cause, depth + 1)
  const parts = partsOf(thrown)
  if (parts) captured.errors = parts.map((part) => captureError(part, depth + 1))
  return captured
}

const OF_ERRORS = new Set(['cause', 'name', 'message'])

function partsOf(thrown: Error): unknown[] | undefined {
  if (!(thrown instanceof AggregateError)) return undefined
  return Array.isArray(thrown.errors) ? thrown.errors.slice(0, MAX_PARTS) : undefined
}

/**
 * The text by which two errors are compared. A thrown value that is no error is printed as JSON, as
 * its message may be only `[object Object]`.
 */
export function errorText({ name, message, code, fields }: RecordedError): string {
  const thrown = isJsonObject(fields?.json) ? fields.json['thrown'] : undefined
  const isReadable = name !== 'NonError' || typeof thrown !== 'object' || thrown === null
  return `${name}${code === undefined ? '' : ` (${code})`}: ${isReadable ? message : stableJson(thrown)}`
}

function print(thrown: unknown): string {
  try {
    return String(thrown)
  } catch {
    return 'a value that cannot be printed'
  }
}

/** An error's fields are kept one by one: a socket hanging off an error must not lose the message. */
function keepSupported(own: Record<string, unknown>): Value | undefined {
  const kept: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(own)) if (tryCapture(field)) kept[key] = field
  return Object.keys(kept).length > 0 ? tryCapture(kept) : undefined
}

function tryCapture(value: unknown): Value | undefined {
  try {
    return captureValue(value, 'a field')
  } catch {
    return undefined
  }
}

const BUILT_IN: Record<string, new (message: string) => Error> = {
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
}

/** @note As it is described where it was thrown: superjson itself keeps the name and the message alone. */
codec.registerCustom<Error, never>(
  {
    isApplicable: (value): value is Error => value instanceof Error,
    serialize: (error) => captureError(error) as never,
    deserialize: (recorded) => restoreError(recorded) as Error,
  },
  'error',
)

/** The error classes of a run's own code, by their names. */
export interface ErrorBook {
  find(name: string): { prototype: object } | undefined
}

const books = new WeakMap<RecordedError, ErrorBook>()

/** Lets `restoreError` make an error, and its causes and parts, instances of the classes in a book. */
export function bindErrors(recorded: RecordedError, book: ErrorBook): RecordedError {
  books.set(recorded, book)
  for (const part of [recorded.cause, ...(recorded.errors ?? [])]) if (part) bindErrors(part, book)
  return recorded
}

/** Errors of undici: their constructors assign the name, so that it is listed among their fields. */
const HAS_OWN_NAME = /^(?:UND_ERR|HPE_|HTTPParserError$)/

/** Restores the error that `captureError` described, or the thrown value if it was no error. */
export function restoreError(recorded: RecordedError): unknown {
  const fields = recorded.fields ? (restoreValue(recorded.fields) as Record<string, unknown>) : {}
  if (recorded.name === 'NonError') return 'thrown' in fields ? fields['thrown'] : recorded.message
  const error = instantiate(recorded)
  if (error.name !== recorded.name) {
    defineHidden(error, 'name', recorded.name)
    if (HAS_OWN_NAME.test(recorded.code ?? recorded.name))
      Object.defineProperty(error, 'name', { enumerable: true })
  }
  if (recorded.code !== undefined) Object.assign(error, { code: recorded.code })
  for (const [key, field] of Object.entries(fields)) {
    Object.defineProperty(error, key, {
      value: field,
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
  if (recorded.cause) defineHidden(error, 'cause', restoreError(recorded.cause))
  if (recorded.errors) defineHidden(error, 'errors', recorded.errors.map(restoreError))
  return error
}

function instantiate(recorded: RecordedError): Error {
  const name = recorded.class ?? recorded.name
  const isAborted = name === 'AbortError' || name === 'TimeoutError'
  if (name === 'DOMException' || isAborted) {
    return new DOMException(recorded.message, recorded.name)
  }
  const Known = BUILT_IN[name]
  if (Known) return new Known(recorded.message)
  if (name === 'AggregateError') return new AggregateError([], recorded.message)
  if (name === 'Error') return new Error(recorded.message)
  const own = books.get(recorded)?.find(name)
  if (own) return Object.setPrototypeOf(new Error(recorded.message), own.prototype) as Error
  const Named = { [name]: class extends Error {} }[name]!
  return new Named(recorded.message)
}

function defineHidden(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, {
    value,
    enumerable: false,
    writable: true,
    configurable: true,
  })
}
