import { isJsonObject, type JsonValue } from '../json.ts'
import { stableJson } from '../stable-json.ts'
import type { InstanceBook } from './instances/framework-instances.ts'
import { className, inspectValue } from './inspect-value.ts'
import { makingInstances, storingInstances } from './instances/instance-codec.ts'
import type { RecordedError, Value } from './schema.ts'
import { codec } from './value-codec.ts'

/**
 * Writes a value of the user's program so that `restoreValue` returns an equal one: JSON, and Date,
 * Map, Set, BigInt, RegExp, URL, Error, bytes, `undefined` and NaN within it.
 *
 * @throws ReplayError `VALUE_UNSUPPORTED` with the path of a function, symbol or class instance.
 */
export function captureValue(
  value: unknown,
  what: string,
  { withInstances = false }: { withInstances?: boolean } = {},
): Value {
  if (inspectValue(value, what, withInstances) === 'json') {
    return { json: JSON.parse(JSON.stringify(value)) as JsonValue }
  }
  const { json, meta } = withInstances
    ? storingInstances(() => codec.serialize(value))
    : codec.serialize(value)
  const captured: Value = { json: JSON.parse(JSON.stringify(json ?? null)) as JsonValue }
  if (meta) captured.meta = JSON.parse(JSON.stringify(meta)) as JsonValue
  return captured
}

/**
 * Restores the value that `captureValue` wrote, as a fresh copy.
 *
 * @param classes What instances of frameworks become; without them, they stay what is stored of them.
 */
export function restoreValue(value: Value, classes?: InstanceBook): unknown {
  const json = structuredClone(value.json)
  if (value.meta === undefined) return json
  return makingInstances(classes, () => codec.deserialize({ json, meta: value.meta as never }))
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
  if (constructorName !== thrown.name || OF_PLATFORM.test(constructorName))
    captured.class = constructorName
  const fields: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(thrown)) {
    if (OF_ERRORS.has(key)) continue
    if (key === 'code' && typeof field === 'string') captured.code = field
    else if (tryCapture(field)) fields[key] = field
  }
  const kept = Object.keys(fields)
  const stored = kept.length > 0 ? tryCapture(fields) : undefined
  if (stored) captured.fields = stored
  if (depth < MAX_DEPTH) {
    if (thrown.cause !== undefined) captured.cause = captureError(thrown.cause, depth + 1)
    const parts = partsOf(thrown)
    if (parts) captured.errors = parts.map((part) => captureError(part, depth + 1))
  }
  if (captured.code !== undefined && print(thrown) === printWithCode.call(captured))
    captured.printsCode = true
  const own = ownOf(thrown, captured, kept)
  if (!isEqualOwn(own, usualOwn(captured, kept))) captured.own = own
  return captured
}

/** As the errors of Node print themselves. */
function printWithCode(this: { name: string; message: string; code?: unknown }): string {
  return `${this.name} [${String(this.code)}]: ${this.message}`
}

const OF_ERRORS = new Set(['cause', 'name', 'message'])

/** Names that errors of the platform go by, which are of the class `DOMException`, and errors of other classes as well. */
const OF_PLATFORM = /^(?:Abort|Timeout)Error$/

type OwnNames = NonNullable<RecordedError['own']>

/** @param kept The fields that can be stored. */
function ownOf(thrown: Error, captured: RecordedError, kept: readonly string[]): OwnNames {
  const isKnown = (key: string) =>
    kept.includes(key) || (Object.hasOwn(captured, key) && key !== 'fields')
  return {
    shown: Object.keys(thrown).filter(isKnown),
    hidden: HIDDEN.filter((key) => {
      const own = Object.getOwnPropertyDescriptor(thrown, key)
      return own?.enumerable === false && isKnown(key)
    }),
  }
}

const HIDDEN = ['name', 'message', 'cause', 'errors'] as const

/** The properties of its own that such an error has if nothing else is said. */
function usualOwn(error: RecordedError, fields: readonly string[]): OwnNames {
  const { name, code, cause, errors } = error
  const isNamed = name !== 'Error' && HAS_OWN_NAME.test(code ?? name)
  // An error of the system has its number first.
  const at = fields[0] === 'errno' ? 1 : 0
  const listed = code === undefined ? fields : [...fields.slice(0, at), 'code', ...fields.slice(at)]
  return {
    shown: [...(isNamed ? ['name'] : []), ...listed],
    hidden: [
      ...(isOfPlatform(error) ? [] : ['message']),
      ...(cause ? ['cause'] : []),
      ...(errors ? ['errors'] : []),
    ],
  }
}

function isEqualOwn(one: OwnNames, other: OwnNames): boolean {
  return (['shown', 'hidden'] as const).every((key) => one[key].join() === other[key].join())
}

function partsOf(thrown: Error): unknown[] | undefined {
  if (!(thrown instanceof AggregateError)) return undefined
  return Array.isArray(thrown.errors) ? thrown.errors.slice(0, MAX_PARTS) : undefined
}

/**
 * The text by which two errors are compared. A thrown value that is no error is printed as JSON, as
 * its message may be only `[object Object]`.
 */
export function errorText(error: RecordedError): string {
  const { name, code } = error
  return `${name}${code === undefined ? '' : ` (${code})`}: ${errorMessage(error)}`
}

/** The message of an error, or the thrown value that is none. */
export function errorMessage({ name, message, fields }: RecordedError): string {
  const thrown = isJsonObject(fields?.json) ? fields.json['thrown'] : undefined
  const isReadable = name !== 'NonError' || typeof thrown !== 'object' || thrown === null
  return isReadable ? message : stableJson(thrown)
}

function print(thrown: unknown): string {
  try {
    return String(thrown)
  } catch {
    return 'a value that cannot be printed'
  }
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

/** The code of undici's error for a connection that was lost. */
export const LOST_CONNECTION = 'UND_ERR_SOCKET'

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

/**
 * Restores the error that `captureError` described, or the thrown value if it was no error. An error's fields are kept one by
 * one: a socket that hangs off an error must not lose the message.
 */
export function restoreError(recorded: RecordedError): unknown {
  const fields = recorded.fields ? (restoreValue(recorded.fields) as Record<string, unknown>) : {}
  if (recorded.name === 'NonError') return 'thrown' in fields ? fields['thrown'] : recorded.message
  const error = instantiate(recorded)
  const { name, message, code, cause, errors } = recorded
  const values: Record<string, unknown> = {
    name,
    message,
    ...(code === undefined ? {} : { code }),
    ...fields,
    ...(cause ? { cause: restoreError(cause) } : {}),
    ...(errors ? { errors: errors.map(restoreError) } : {}),
  }
  const { shown, hidden } = recorded.own ?? usualOwn(recorded, Object.keys(fields))
  if (!isOfPlatform(recorded) && !hidden.includes('message'))
    Reflect.deleteProperty(error, 'message')
  for (const key of hidden) if (Object.hasOwn(values, key)) define(error, key, values[key], false)
  for (const key of [...shown, ...Object.keys(fields)])
    if (Object.hasOwn(values, key)) define(error, key, values[key], true)
  for (const key of ['name', 'message'] as const)
    if (error[key] !== recorded[key]) define(inheritedFrom(error), key, recorded[key], false)
  if (recorded.printsCode) {
    const printing = Object.create(Object.getPrototypeOf(error) as object) as object
    define(printing, 'toString', printWithCode, false)
    Object.setPrototypeOf(error, printing)
  }
  return error
}

function instantiate(recorded: RecordedError): Error {
  if (isOfPlatform(recorded)) return new DOMException(recorded.message, recorded.name)
  const name = recorded.class ?? recorded.name
  const Known = BUILT_IN[name]
  if (Known) return new Known(recorded.message)
  if (name === 'AggregateError') return new AggregateError([], recorded.message)
  if (name === 'Error') return new Error(recorded.message)
  const own = books.get(recorded)?.find(name)
  if (own) return Object.setPrototypeOf(new Error(recorded.message), own.prototype) as Error
  const Named = { [name]: class extends Error {} }[name]!
  made.add(Named.prototype)
  return new Named(recorded.message)
}

/** @note What is thrown under such a name without a class is of the platform; Node's own errors of that name have a code. */
function isOfPlatform({ name, class: className, code }: RecordedError): boolean {
  if (className !== undefined) return className === 'DOMException'
  return code === undefined && OF_PLATFORM.test(name)
}

/** The prototypes of classes that were made for one error alone. */
const made = new WeakSet<object>()

/** The object that gives an error what it does not have of its own: its class, where that is nobody else's. */
function inheritedFrom(error: Error): object {
  const prototype = Object.getPrototypeOf(error) as object
  return made.has(prototype) ? prototype : error
}

function define(owner: object, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(owner, key, { value, enumerable, writable: true, configurable: true })
}
