import { isJsonObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { nameField, objectField, objectsOf, stringField } from './json-fields.ts'
import type { ToolCall } from './model-call.ts'

/**
 * Assembles function calls whose arguments Vertex streams in pieces: a name, pieces each with
 * its JSON path, an empty end.
 *
 * @see https://docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling
 */
export class GoogleFunctionCalls {
  readonly calls: Array<ToolCall> = []

  add(call: JsonObject): void {
    const name = nameField(call, 'name')
    if (name)
      this.calls.push({
        id: nameField(call, 'id'),
        name,
        arguments: { ...objectField(call, 'args') },
      })
    const target = this.calls.at(-1)?.arguments
    if (!isJsonObject(target)) return
    for (const piece of objectsOf(call['partialArgs'])) {
      const path = readPath(stringField(piece, 'jsonPath') ?? '')
      if (path.length > 0) setAt(target, path, piece)
    }
  }
}

type Container = JsonObject | Array<JsonValue>

/** The steps of `$.recipe.ingredients[0]['the name']`; empty for any other syntax. */
function readPath(jsonPath: string): Array<string | number> {
  const steps: Array<string | number> = []
  const step = /\.([^.[\]]+)|\[(\d{1,6})\]|\['([^']*)'\]/y
  step.lastIndex = 1
  while (step.lastIndex < jsonPath.length) {
    const match = step.exec(jsonPath)
    if (!match) return []
    steps.push(match[2] === undefined ? (match[1] ?? match[3]!) : Number(match[2]))
  }
  return steps
}

function setAt(root: JsonObject, path: Array<string | number>, piece: JsonObject): void {
  let at: Container = root
  for (const [depth, step] of path.slice(0, -1).entries()) {
    const next = own(at, step)
    if (typeof next === 'object' && next !== null) at = next
    else {
      const made: Container = typeof path[depth + 1] === 'number' ? [] : {}
      if (!put(at, step, made)) return
      at = made
    }
  }
  const last = path.at(-1)!
  const before = own(at, last)
  const text = stringField(piece, 'stringValue')
  if (text === null) put(at, last, piece['numberValue'] ?? piece['boolValue'] ?? null)
  else put(at, last, typeof before === 'string' ? before + text : text)
}

function own(container: Container, step: string | number): JsonValue | undefined {
  return Object.hasOwn(container, step) ? (container as JsonObject)[step] : undefined
}

/**
 * @note Defined, not assigned, since a key may be `__proto__`; and no index beyond the end, which
 * would make an array with holes.
 */
function put(container: Container, step: string | number, value: JsonValue): boolean {
  if (Array.isArray(container) && (typeof step !== 'number' || step > container.length))
    return false
  Object.defineProperty(container, step, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  })
  return true
}
