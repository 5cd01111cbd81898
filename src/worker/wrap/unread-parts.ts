import { isData } from '../../core/cassette/describe-value.ts'
import { joinPath } from '../../core/matching/json-path.ts'
import type { Receipt } from '../../core/report/receipt-schema.ts'
import { hasPrivateFields } from './private-fields.ts'

type OpaquePlace = NonNullable<Receipt['opaque']>[number]

/** A part of a value that takes no part in a comparison. */
export type UnreadPart = Pick<OpaquePlace, 'path' | 'kind'>

const MOST = 50
/** Classes of the platform that are described by their facts, or not at all. */
const DESCRIBED =
  /^(?:Blob|File|Request|Response|Headers|FormData|URL|URLSearchParams|AbortSignal|Date|RegExp|ArrayBuffer|Number|String|Boolean|BigInt|Symbol)$/
/** Classes that are read by waiting for them, or only once. */
const READ_ONCE =
  /^(?:Promise|ReadableStream|(?:Async)?Generator|(?:.* )?Iterator|.*Iterator Helper)$/

/**
 * Finds what a description of a value leaves out without a trace: private fields of instances, fields under symbols, and what
 * promises, streams and iterators will give. Nothing of it is read.
 *
 * @param root The path of the value.
 */
export function unreadParts(value: unknown, root: string): UnreadPart[] {
  const found: UnreadPart[] = []
  const seen = new Set<object>()
  const stack: Array<[unknown, string]> = [[value, root]]
  while (stack.length > 0 && found.length < MOST) {
    const [next, path] = stack.pop()!
    if (typeof next !== 'object' || next === null || seen.has(next)) continue
    seen.add(next)
    const kind = kindOf(next)
    if (kind !== null) found.push({ path, kind })
    if (kind === 'content') continue
    // One by one: a list may be longer than a call has room for.
    for (const part of partsOf(next, path, found).reverse()) stack.push(part)
  }
  return found
}

function kindOf(value: object): UnreadPart['kind'] | null {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return null
  const tag = tagOf(value)
  if (READ_ONCE.test(tag) || Symbol.asyncIterator in value) return 'content'
  if (DESCRIBED.test(tag) || saysItself(value)) return null
  return hasPrivateFields(value) ? 'private' : null
}

/** Returns `true` for an instance that is described by what it says of itself. */
function saysItself(value: object): boolean {
  return 'toJSON' in value && !(value instanceof Map || value instanceof Set)
}

function partsOf(value: object, path: string, found: UnreadPart[]): Array<[unknown, string]> {
  if (value instanceof Map)
    return [...value].flatMap(([key, part], at): Array<[unknown, string]> => [
      [key, `${path}[${at}][0]`],
      [part, `${path}[${at}][1]`],
    ])
  if (value instanceof Set) return [...value].map((part, at) => [part, `${path}[${at}]`])
  if (value instanceof RegExp && value.lastIndex !== 0)
    found.push({ path: joinPath(path, 'lastIndex'), kind: 'private' })
  if (ArrayBuffer.isView(value) || DESCRIBED.test(tagOf(value))) return []
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = prototype === Object.prototype || prototype === null
  // A client or a connection is described by its class alone.
  if (!isPlain && !Array.isArray(value) && !(value instanceof Error))
    if (saysItself(value) || !isData(value, new Set())) return []
  const parts: Array<[unknown, string]> = []
  for (const key of Reflect.ownKeys(value)) {
    const field = Object.getOwnPropertyDescriptor(value, key)
    if (!field || !('value' in field) || typeof field.value === 'function') continue
    if (key === Symbol.toStringTag) continue
    if (!field.enumerable) {
      if (isHidden(value, key)) found.push({ path: joinPath(path, String(key)), kind: 'private' })
      continue
    }
    if (typeof key === 'symbol') found.push({ path: `${path}[${String(key)}]`, kind: 'private' })
    else if (typeof field.value === 'object')
      parts.push([field.value, Array.isArray(value) ? `${path}[${key}]` : joinPath(path, key)])
  }
  return parts
}

/** Returns `true` for a field that somebody has hidden: neither the platform nor an SDK, which adds the id of a request. */
function isHidden(value: object, key: string | symbol): boolean {
  if (value instanceof Error || key === '_request_id') return false
  return !(Array.isArray(value) && key === 'length')
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}
