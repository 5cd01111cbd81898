import SuperJSON from 'superjson'
import { fromBase64, toBase64 } from '../bytes.ts'
import { ReplayError } from '../errors.ts'
import type { JsonValue } from '../json.ts'
import type { RecordedError, Value } from './schema.ts'

const codec = new SuperJSON({ dedupe: false })

interface NodeBuffer {
  from(bytes: Uint8Array): Uint8Array
  isBuffer(value: unknown): boolean
}

/** @note Looked up, not imported: this folder also runs where there is no Node. */
const NodeBuffer = (globalThis as { Buffer?: NodeBuffer }).Buffer

codec.registerCustom<Uint8Array, string>(
  {
    isApplicable: (value): value is Uint8Array => NodeBuffer?.isBuffer(value) ?? false,
    serialize: (bytes) => toBase64(bytes),
    deserialize: (text) => NodeBuffer?.from(fromBase64(text)) ?? fromBase64(text),
  },
  'Buffer',
)
codec.registerCustom<Uint8Array, string>(
  {
    isApplicable: (value): value is Uint8Array =>
      value instanceof Uint8Array && Object.getPrototypeOf(value) === Uint8Array.prototype,
    serialize: (bytes) => toBase64(bytes),
    deserialize: (text) => fromBase64(text),
  },
  'bytes',
)
codec.registerCustom<ArrayBuffer, string>(
  {
    isApplicable: (value): value is ArrayBuffer => value instanceof ArrayBuffer,
    serialize: (buffer) => toBase64(new Uint8Array(buffer)),
    deserialize: (text) => fromBase64(text).buffer as ArrayBuffer,
  },
  'buffer',
)

const PLAIN = new Set<unknown>([
  Object.prototype,
  Array.prototype,
  null,
  Date.prototype,
  RegExp.prototype,
  Map.prototype,
  Set.prototype,
  URL.prototype,
  ArrayBuffer.prototype,
])

/**
 * Writes a value of the user's program so that `restoreValue` gives back what it was: JSON, and Date, Map, Set,
 * BigInt, RegExp, URL, Error, bytes, `undefined` and NaN within it.
 *
 * @throws ReplayError `VALUE_UNSUPPORTED` with the path of the first function, symbol or class instance.
 */
export function captureValue(value: unknown, what: string): Value {
  refuseUnsupported(value, what)
  const { json, meta } = codec.serialize(value)
  const captured: Value = { json: (json ?? null) as JsonValue }
  if (meta) captured.meta = JSON.parse(JSON.stringify(meta)) as JsonValue
  return captured
}

/** Gives back the value that `captureValue` wrote, as a fresh copy. */
export function restoreValue(value: Value): unknown {
  return codec.deserialize({
    json: structuredClone(value.json),
    ...(value.meta === undefined ? {} : { meta: value.meta as never }),
  })
}

function refuseUnsupported(value: unknown, what: string): void {
  const seen = new Set<object>()
  const stack: Array<[unknown, string]> = [[value, '$']]
  while (stack.length > 0) {
    const [next, path] = stack.pop()!
    if (typeof next === 'function' || typeof next === 'symbol') {
      throw unsupported(what, path, `a ${typeof next}`)
    }
    if (typeof next !== 'object' || next === null || seen.has(next)) continue
    seen.add(next)
    if (next instanceof Error || ArrayBuffer.isView(next)) continue
    const prototype: unknown = Object.getPrototypeOf(next)
    if (!PLAIN.has(prototype) && Object.getPrototypeOf(prototype) !== null) {
      throw unsupported(what, path, `an instance of ${className(next)}`)
    }
    if (next instanceof Map)
      for (const [key, entry] of next)
        stack.push([key, `${path}.<key>`], [entry, `${path}.get(${String(key)})`])
    else if (next instanceof Set) for (const entry of next) stack.push([entry, `${path}.<entry>`])
    else
      for (const [key, entry] of Object.entries(next))
        stack.push([entry, Array.isArray(next) ? `${path}[${key}]` : `${path}.${key}`])
  }
}

function className(value: object): string {
  return (value.constructor as { name?: string } | undefined)?.name || 'a class'
}

function unsupported(what: string, path: string, kind: string): ReplayError {
  return new ReplayError('VALUE_UNSUPPORTED', {
    attempted: `Failed to record ${what}`,
    reason: `${path} is ${kind}, which cannot be stored and given back`,
    remedy:
      "Return plain data there, or let it run in every replay with action(name, fn, { replay: 'execute' })",
    location: { field: path },
  })
}

/** Describes an error that was thrown: class, message, code, own fields and causes. */
export function captureError(thrown: unknown, depth = 0): RecordedError {
  if (!(thrown instanceof Error)) {
    return { name: 'NonError', message: String(thrown), fields: tryCapture({ thrown }) }
  }
  const captured: RecordedError = { name: thrown.name, message: thrown.message }
  const constructorName = className(thrown)
  if (constructorName !== thrown.name) captured.class = constructorName
  const own: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(thrown)) {
    if (key === 'cause' || key === 'name' || key === 'message') continue
    if (key === 'code' && typeof field === 'string') captured.code = field
    else own[key] = field
  }
  const fields = keepSupported(own)
  if (fields) captured.fields = fields
  if (thrown.cause !== undefined && depth < 5)
    captured.cause = captureError(thrown.cause, depth + 1)
  return captured
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

/** Makes the error that `captureError` described; what was thrown and was no error is given back itself. */
export function restoreError(recorded: RecordedError): unknown {
  const fields = recorded.fields ? (restoreValue(recorded.fields) as Record<string, unknown>) : {}
  if (recorded.name === 'NonError') return 'thrown' in fields ? fields['thrown'] : recorded.message
  const error = instantiate(recorded)
  if (error.name !== recorded.name) defineHidden(error, 'name', recorded.name)
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
  return error
}

function instantiate(recorded: RecordedError): Error {
  const name = recorded.class ?? recorded.name
  if (
    recorded.name === 'AbortError' ||
    recorded.name === 'TimeoutError' ||
    name === 'DOMException'
  ) {
    return new DOMException(recorded.message, recorded.name)
  }
  const Known = BUILT_IN[name]
  if (Known) return new Known(recorded.message)
  if (name === 'Error') return new Error(recorded.message)
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
