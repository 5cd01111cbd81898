import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'

type Tree = { type: string | undefined; fields: Map<string, Tree> }

/**
 * Writes each value that is more than JSON as `{ "<Date>": ... }`, so that its type stands where it is. Two values
 * come out equal only when they are of the same types, whatever their fields are called.
 *
 * @example
 * typedJson({ json: { at: '2026-01-01T00:00:00.000Z' }, meta: { values: { at: ['Date'] }, v: 1 } })
 * // { at: { '<Date>': '2026-01-01T00:00:00.000Z' } }
 */
export function typedJson(value: { json: JsonValue; meta?: JsonValue }): JsonValue {
  const meta = isJsonObject(value.meta) ? value.meta : {}
  const root: Tree = { type: undefined, fields: new Map() }
  if (meta['values'] !== undefined) plant(root, meta['values'])
  return write(value.json, root)
}

/** The places of a value that refer to the same object; `null` where none do. */
export function sharedPlaces(value: { meta?: JsonValue }): JsonValue {
  return (isJsonObject(value.meta) && value.meta['referentialEqualities']) || null
}

/** @see https://github.com/flightcontrolhq/superjson - `[type, { path: subtree }]`, or the latter alone. */
function plant(tree: Tree, annotation: JsonValue): void {
  const [type, inner] = Array.isArray(annotation) ? annotation : [undefined, annotation]
  if (type !== undefined) tree.type = typeof type === 'string' ? type : JSON.stringify(type)
  if (!isJsonObject(inner)) return
  for (const [path, subtree] of Object.entries(inner)) {
    let at = tree
    for (const segment of segmentsOf(path)) {
      const next = at.fields.get(segment) ?? { type: undefined, fields: new Map() }
      at.fields.set(segment, next)
      at = next
    }
    plant(at, subtree)
  }
}

/** A dot within a field's name is escaped with a backslash, and so is a backslash. */
function segmentsOf(path: string): string[] {
  const segments = ['']
  for (let at = 0; at < path.length; at++) {
    const char = path[at]!
    if (char === '.') segments.push('')
    else segments[segments.length - 1] += char === '\\' ? (path[++at] ?? '') : char
  }
  return segments
}

function write(json: JsonValue, tree: Tree | undefined): JsonValue {
  const plain = writePlain(json, tree)
  return tree?.type === undefined ? plain : { [`<${tree.type}>`]: plain }
}

function writePlain(json: JsonValue, tree: Tree | undefined): JsonValue {
  if (Array.isArray(json)) return json.map((part, at) => write(part, tree?.fields.get(String(at))))
  if (!isJsonObject(json)) return json
  // A field that looks like a mark gets one more bracket: no object is taken for a date.
  const fields = Object.entries(json).map(([key, part]) => [
    key.startsWith('<') ? `<${key}` : key,
    write(part, tree?.fields.get(key)),
  ])
  return Object.fromEntries(fields) as JsonObject
}

/** The type that `typedJson` wrote, and what stands in it. */
export function readTyped(value: JsonValue): { type: string; value: JsonValue } | undefined {
  if (!isJsonObject(value)) return undefined
  const keys = Object.keys(value)
  const [key] = keys
  if (keys.length !== 1 || !key!.startsWith('<') || key!.startsWith('<<')) return undefined
  return { type: key!.slice(1, -1), value: value[key!]! }
}

/** Undoes the escape by which `typedJson` distinguishes a field's name from a type mark. */
export function fieldName(key: string): string {
  return key.startsWith('<<') ? key.slice(1) : key
}
