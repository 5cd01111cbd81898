import type { JsonObject, JsonValue } from '../json.ts'
import { byteListText, replaceByteList } from './forms/byte-list.ts'
import { mayBeCredential } from './credential-names.ts'
import { isDrawnText } from './stand-in.ts'

/** Maps the strings of a JSON value, and the names of its objects. */
export interface StringMapper {
  /** @param name The name that the string stands under, if any: see `nameOf`. */
  string: (text: string, name: string | undefined) => string
  name?: (name: string) => string
  /** Maps bytes that JSON has as numbers, a character each. */
  bytes?: (bytes: string) => string
  /**
   * The elements of lists that were mapped: a conversation has the same ones with every turn. Only for values that nobody
   * changes, and for a mapper that maps the same text under the same name to the same text.
   */
  known?: WeakMap<object, KnownElement>
}

/** An element of a list that was mapped. */
export interface KnownElement {
  under: string | undefined
  mapped: JsonValue
}

interface Frame {
  node: JsonValue[] | JsonObject
  /** The name that the array or object stands under itself. */
  under: string | undefined
  names: string[] | undefined
  size: number
  at: number
  changes: Map<number, JsonValue> | undefined
  renamed: string[] | undefined
}

/**
 * Maps every string of a JSON value, in document order. Whatever does not change keeps its identity.
 *
 * @note The walk keeps its own stack: a body may be nested deeper than the call stack.
 */
export function mapStrings<T extends JsonValue>(root: T, mapper: StringMapper): T {
  if (typeof root === 'string') return mapper.string(root, undefined) as T
  if (typeof root !== 'object' || root === null) return root
  const replaced = withBytes(root, mapper)
  if (replaced !== root) return replaced as T
  const stack: Frame[] = [openFrame(root, undefined, mapper)]
  for (;;) {
    const frame = stack[stack.length - 1]!
    if (frame.at === frame.size) {
      stack.pop()
      const parent = stack[stack.length - 1]
      const mapped = closeFrame(frame)
      if (!parent) return mapped as T
      if (!parent.names) mapper.known?.set(frame.node, { under: frame.under, mapped })
      if (mapped !== frame.node) change(parent, mapped)
      parent.at++
      continue
    }
    const { node, names, at } = frame
    const name = names?.[at]
    const child = (name === undefined ? (node as JsonValue[])[at] : (node as JsonObject)[name])!
    if (typeof child === 'object' && child !== null) {
      const under = nameOf(frame, name)
      const known = names ? undefined : mapper.known?.get(child)
      const isKnown = known !== undefined && known.under === under
      const mapped = isKnown ? known.mapped : withBytes(child, mapper)
      if (mapped !== child) change(frame, mapped)
      else if (!isKnown) {
        stack.push(openFrame(child, under, mapper))
        continue
      }
    }
    if (typeof child === 'string') {
      const mapped = mapper.string(child, nameOf(frame, name))
      if (mapped !== child) change(frame, mapped)
    }
    frame.at++
  }
}

/**
 * Calls back with every name and string of a JSON value, and with bytes that it has as numbers; objects are walked in the order of
 * their sorted keys.
 */
export function eachString(root: JsonValue, visit: (text: string) => void): void {
  const stack: JsonValue[] = [root]
  while (stack.length > 0) {
    const node = stack.pop()!
    const bytes = typeof node === 'object' && node !== null ? byteListText(node) : undefined
    if (typeof node === 'string') visit(node)
    else if (bytes !== undefined) visit(bytes)
    else if (Array.isArray(node)) for (let i = node.length - 1; i >= 0; i--) stack.push(node[i]!)
    else if (typeof node === 'object' && node !== null) {
      const names = Object.keys(node).sort()
      for (let i = names.length - 1; i >= 0; i--) stack.push(node[names[i]!]!, names[i]!)
    }
  }
}

/**
 * Returns the name that a part of an array or object stands under: its own; for `value`, that of the object's `name`, or else
 * that of the object itself; for an element, that of the array, or for the second of a pair the first, or the option before.
 */
function nameOf({ node, under, at }: Frame, name: string | undefined): string | undefined {
  if (name === undefined) {
    const option: unknown = at > 0 ? (node as JsonValue[])[at - 1] : undefined
    if (typeof option === 'string' && option.startsWith('--') && mayBeCredential(option))
      return option
    const [first, second, ...rest] = at === 1 ? (node as JsonValue[]).slice(0, 3) : []
    const isPair = typeof first === 'string' && typeof second === 'string' && rest.length === 0
    return isPair && mayBeCredential(first) && isDrawnText(second) ? first : under
  }
  if (name.length <= 2 && 'kty' in node && PARTS_OF_KEY.has(name)) return 'private_key'
  if (!VALUE.test(name)) return name
  for (const field of NAMING) {
    const named = (node as JsonObject)[field]
    if (typeof named === 'string') return named
  }
  return under ?? name
}

/** The secret parts of a JSON Web Key. */
const PARTS_OF_KEY = new Set(['d', 'k', 'p', 'q', 'dp', 'dq', 'qi'])
const VALUE = /^(?:value|Value|val|default|current)$/
const NAMING = ['name', 'Name', 'key', 'Key', 'field', 'header', 'variable']

function withBytes(
  node: JsonValue[] | JsonObject,
  { bytes }: StringMapper,
): JsonValue[] | JsonObject {
  return bytes ? replaceByteList(node, bytes) : node
}

function openFrame(
  node: JsonValue[] | JsonObject,
  under: string | undefined,
  mapper: StringMapper,
): Frame {
  if (Array.isArray(node)) {
    return {
      node,
      under,
      names: undefined,
      size: node.length,
      at: 0,
      changes: undefined,
      renamed: undefined,
    }
  }
  const names = Object.keys(node)
  let renamed: string[] | undefined
  if (mapper.name) {
    for (let i = 0; i < names.length; i++) {
      const name = mapper.name(names[i]!)
      if (name !== names[i]) (renamed ??= names.slice())[i] = name
    }
  }
  return { node, under, names, size: names.length, at: 0, changes: undefined, renamed }
}

function change(frame: Frame, value: JsonValue): void {
  frame.changes ??= new Map()
  frame.changes.set(frame.at, value)
}

function closeFrame({ node, names, changes, renamed }: Frame): JsonValue {
  if (!changes && !renamed) return node
  if (!names) {
    const copy = (node as JsonValue[]).slice()
    for (const [at, value] of changes!) copy[at] = value
    return copy
  }
  const copy: JsonObject = {}
  for (let i = 0; i < names.length; i++) {
    const value = changes?.get(i) ?? (node as JsonObject)[names[i]!]!
    setOwn(copy, renamed?.[i] ?? names[i]!, value)
  }
  return copy
}

/** @note Assigning to `__proto__` would set the prototype; JSON.parse makes it an own key, and so do we. */
function setOwn(object: JsonObject, name: string, value: JsonValue): void {
  if (name !== '__proto__') object[name] = value
  else {
    const own = { value, enumerable: true, writable: true, configurable: true }
    Object.defineProperty(object, name, own)
  }
}
