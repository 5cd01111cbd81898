import type { JsonValue } from '../json.ts'
import { abortFacts, platformFacts } from './platform-values.ts'
import { captureValue } from './value.ts'
import { fieldsOf, hasFields } from './value-codec.ts'

/** The content of files and of bodies, by what holds it: it can only be read by waiting for it. */
export type ReadBodies = ReadonlyMap<object, JsonValue>

const NOT_READ: ReadBodies = new Map()

/**
 * Captures a value for comparison, never for restoring: parts that cannot be stored are replaced by
 * their kind or class.
 */
export function describeValue(
  value: unknown,
  bodies = NOT_READ,
  { readsAborts = false }: { readsAborts?: boolean } = {},
): { json: JsonValue; meta?: JsonValue } {
  return captureValue(readable(value, { above: new Set(), bodies, readsAborts }), 'a value')
}

interface Reading {
  above: ReadonlySet<object>
  bodies: ReadBodies
  /** An aborted signal is described as such. */
  readsAborts: boolean
}

function readable(value: unknown, reading: Reading): unknown {
  if (typeof value === 'function') return functionText(value)
  if (typeof value === 'symbol')
    return value.description === undefined ? '[symbol]' : `[symbol ${value.description}]`
  if (typeof value !== 'object' || value === null) return value
  const { above, bodies, readsAborts } = reading
  if (above.has(value)) return '[circular]'
  const within = { ...reading, above: new Set(above).add(value) }
  const inner = (part: unknown) => readable(part, within)
  if (Array.isArray(value)) {
    const elements = value.map(inner)
    return hasFields(value)
      ? Object.assign(elements, readableFields(fieldsOf(value), inner))
      : elements
  }
  if (value instanceof Map)
    return new Map([...value].map(([key, part]) => [inner(key), inner(part)]))
  if (value instanceof Set) return new Set([...value].map(inner))
  const facts = platformFacts(tagOf(value), value)
  if (facts) {
    const body = bodies.get(value)
    const all = body === undefined ? facts : { ...facts, body }
    return { [classOf(value)]: readableFields(all, inner) }
  }
  const abort = readsAborts && tagOf(value) === '[AbortSignal]' && abortFacts(value as AbortSignal)
  if (abort) return { '[AbortSignal]': readableFields(abort, inner) }
  if (isPaired(value)) return { [tagOf(value)]: readableFields(gather(value), inner) }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return readableFields(value, inner)
  try {
    captureValue(value, 'a value')
    return value
  } catch {
    return readableInstance(value, inner)
  }
}

/** @note Its code is none of what is compared: each build and each measuring of coverage writes it in another way. */
function functionText(value: object): string {
  const { name } = value as { name?: unknown }
  // The name of a mock is up to the version of Vitest.
  if (typeof name !== 'string' || name === '' || 'mock' in value) return '[function]'
  return `[function ${name}]`
}

/** Classes of the platform that have no fields of their own: their pairs are described instead. */
const PAIRED = new Set(['[URLSearchParams]', '[Headers]', '[FormData]'])

/** @note By its tag, not its class: test environments such as jsdom have classes of their own. */
function tagOf(value: object): string {
  return `[${Object.prototype.toString.call(value).slice('[object '.length)}`
}

function isPaired(value: object): value is Iterable<[string, unknown]> {
  return PAIRED.has(tagOf(value)) && Symbol.iterator in value
}

/** Headers with a session key, whose names redaction does not know. */
const COOKIE = /^(?:set-)?cookie2?$/i

/** @note By name, not as pairs: redaction looks at names. */
function gather(pairs: Iterable<[string, unknown]>): Record<string, unknown> {
  const fields = new Map<string, unknown[]>()
  for (const [name, value] of pairs)
    fields.set(name, [...(fields.get(name) ?? []), COOKIE.test(name) ? '[cookie]' : value])
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  )
}

function readableFields(value: object, inner: (part: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, inner(field)]))
}

/**
 * Describes an instance by its fields if it is plain data, so that two of a class differ; a client
 * or a connection by its class alone.
 */
function readableInstance(value: object, inner: (part: unknown) => unknown): unknown {
  const name = classOf(value)
  try {
    const { toJSON } = value as { toJSON?: unknown }
    if (typeof toJSON === 'function') return { [name]: inner(toJSON.call(value)) }
    if (Object.keys(value).length === 0 || !isData(value, new Set())) return name
    return { [name]: readableFields(value, inner) }
  } catch {
    return name
  }
}

function classOf(value: object): string {
  return `[${(value.constructor as { name?: string } | undefined)?.name || 'object'}]`
}

const MOST_PARTS = 1000

/**
 * Returns `true` for a value without functions, symbols, cycles or shared parts, and with at most
 * 1000 objects.
 */
export function isData(value: unknown, seen: Set<object>): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false
  if (typeof value !== 'object' || value === null) return true
  if (seen.has(value) || seen.size > MOST_PARTS) return false
  seen.add(value)
  const parts = value instanceof Map || value instanceof Set ? [...value] : Object.values(value)
  return parts.every((part) => isData(part, seen))
}
