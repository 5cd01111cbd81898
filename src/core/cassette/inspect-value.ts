import { ReplayError } from '../errors.ts'
import { MAX_JSON_DEPTH } from '../json.ts'
import { takeApart } from './instances/framework-instances.ts'
import { isIndex } from './value-codec.ts'

const PLAIN = new Set<unknown>([Object.prototype, Array.prototype, null])
const SUPPORTED = new Set<unknown>([
  Date.prototype,
  RegExp.prototype,
  Map.prototype,
  Set.prototype,
  URL.prototype,
  ArrayBuffer.prototype,
])

/** superjson refuses these as keys at any depth. */
const GUARDED = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Classifies a value as JSON or as `more` (dates, maps, `undefined`, circles and the like).
 *
 * @param withInstances Instances of frameworks can be stored.
 * @throws ReplayError `VALUE_UNSUPPORTED` with the path of what cannot be stored.
 */
export function inspectValue(value: unknown, what: string, withInstances = false): 'json' | 'more' {
  const seen = new Set<object>()
  const stack: Array<[unknown, string, number]> = [[value, '$', 0]]
  let more = false
  let guarded: string | undefined
  while (stack.length > 0) {
    const [next, path, depth] = stack.pop()!
    if (typeof next === 'function' || typeof next === 'symbol') {
      throw unsupported(what, path, `a ${typeof next}`)
    }
    if (typeof next !== 'object' || next === null) {
      more ||= isMoreThanJson(next)
      continue
    }
    if (depth >= MAX_JSON_DEPTH) {
      throw unsupported(what, path, `nested deeper than ${MAX_JSON_DEPTH} levels`)
    }
    if (seen.has(next)) {
      more = true
      continue
    }
    seen.add(next)
    const prototype: unknown = Object.getPrototypeOf(next)
    if (!PLAIN.has(prototype)) {
      more ||= Object.getPrototypeOf(prototype) !== null
      if (next instanceof Error || ArrayBuffer.isView(next)) continue
      const instance = withInstances ? takeApart(next) : null
      if (instance) {
        // Its arguments are mostly its fields.
        const { fields, made = {} } = instance
        for (const [key, part] of Object.entries({ ...made, ...fields }))
          stack.push([part, `${path}.${key}`, depth + 1])
        continue
      }
      if (!SUPPORTED.has(prototype) && Object.getPrototypeOf(prototype) !== null) {
        throw unsupported(what, path, `an instance of ${className(next)}`)
      }
    }
    const parts = partsOf(next, path)
    // Elements come first: a list of holes has as many keys as elements where it has fields, too.
    if (Array.isArray(next))
      more ||= parts.length !== next.length || !isIndex(parts.at(-1)?.[2] ?? '0')
    else guarded ??= parts.find(([, , key]) => GUARDED.has(key))?.[1]
    for (const [part, at] of parts) stack.push([part, at, depth + 1])
  }
  if (more && guarded) {
    throw unsupported(what, guarded, 'a field of this name beside values that are more than JSON')
  }
  return more ? 'more' : 'json'
}

function isMoreThanJson(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value) || Object.is(value, -0)
  return value === undefined || typeof value === 'bigint'
}

function partsOf(value: object, path: string): Array<[part: unknown, path: string, key: string]> {
  if (value instanceof Map) {
    return [...value].flatMap(([key, entry]): Array<[unknown, string, string]> => [
      [key, `${path}.<key>`, ''],
      [entry, `${path}.get(${typeof key === 'object' ? '...' : String(key)})`, ''],
    ])
  }
  if (value instanceof Set) return [...value].map((entry) => [entry, `${path}.<entry>`, ''])
  return Object.entries(value).map(([key, entry]) => [
    entry,
    Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`,
    key,
  ])
}

/** The name of a value's class. */
export function className(value: object): string {
  return (value.constructor as { name?: string } | undefined)?.name || 'a class'
}

function unsupported(what: string, path: string, kind: string): ReplayError {
  const shown = path.length > 120 ? `${path.slice(0, 120)}...` : path
  return new ReplayError('VALUE_UNSUPPORTED', {
    attempted: `Failed to record ${what}`,
    reason: `${shown} is ${kind}, which cannot be stored and restored`,
    remedy:
      "Return plain data there, or let it run in every replay with action(name, fn, { replay: 'execute' })",
    location: { field: shown },
  })
}
