import type { JsonObject, JsonValue } from '../json.ts'

/** What becomes of each string of a JSON value, and of each name of its objects. */
export interface StringMapper {
  /** @param name The field that holds the string; `undefined` within an array and at the root. */
  string: (text: string, name: string | undefined) => string
  name?: (name: string) => string
}

interface Frame {
  node: JsonValue[] | JsonObject
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
  const stack: Frame[] = [openFrame(root, mapper)]
  for (;;) {
    const frame = stack[stack.length - 1]!
    if (frame.at === frame.size) {
      stack.pop()
      const parent = stack[stack.length - 1]
      const mapped = closeFrame(frame)
      if (!parent) return mapped as T
      if (mapped !== frame.node) change(parent, mapped)
      parent.at++
      continue
    }
    const { node, names, at } = frame
    const name = names?.[at]
    const child = (name === undefined ? (node as JsonValue[])[at] : (node as JsonObject)[name])!
    if (typeof child === 'object' && child !== null) {
      stack.push(openFrame(child, mapper))
      continue
    }
    if (typeof child === 'string') {
      const mapped = mapper.string(child, name)
      if (mapped !== child) change(frame, mapped)
    }
    frame.at++
  }
}

/** Calls back with every name and string of a JSON value; objects are walked in the order of their sorted keys. */
export function eachString(root: JsonValue, visit: (text: string) => void): void {
  const stack: JsonValue[] = [root]
  while (stack.length > 0) {
    const node = stack.pop()!
    if (typeof node === 'string') visit(node)
    else if (Array.isArray(node)) for (let i = node.length - 1; i >= 0; i--) stack.push(node[i]!)
    else if (typeof node === 'object' && node !== null) {
      const names = Object.keys(node).sort()
      for (let i = names.length - 1; i >= 0; i--) stack.push(node[names[i]!]!, names[i]!)
    }
  }
}

function openFrame(node: JsonValue[] | JsonObject, mapper: StringMapper): Frame {
  if (Array.isArray(node)) {
    return {
      node,
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
  return { node, names, size: names.length, at: 0, changes: undefined, renamed }
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
