import type { RecordedAction } from '../cassette/schema.ts'
import { isJsonObject, type JsonValue } from '../json.ts'
import { statementOperation } from '../mcp/describe-statement.ts'
import { MEANINGFUL, type HeaderSelection } from './compared-headers.ts'
import { operationOf, toMatchable, type Matchable } from './matchable.ts'

/** Reads the operation of a recorded action, and its request. */
export function askedOf(
  action: RecordedAction,
  selection: HeaderSelection = MEANINGFUL,
): { operation: string; asked: Matchable } {
  if (action.request) {
    const asked = toMatchable(action.request, selection)
    return { operation: operationOf(asked.method, asked.url, asked.headers), asked }
  }
  const operation = action.mcp
    ? statementOperation(action.name, action.mcp)
    : `${action.type} ${action.name}`
  return {
    operation,
    asked: callMatchable(operation, action.inputs ? valueJson(action.inputs) : null),
  }
}

/** Returns the operation of a request whose URL a rule may have changed. */
export function reachOf(operation: string, asked: Matchable): string {
  return asked.method === 'CALL' ? operation : operationOf(asked.method, asked.url, asked.headers)
}

/** Makes the matchable request of a tool's or step's call. */
export function callMatchable(operation: string, inputs: JsonValue): Matchable {
  return { method: 'CALL', url: operation, headers: [], body: inputs }
}

/**
 * A value with what makes it more than JSON, so that a date and its text differ.
 *
 * @note The types stand beside the parts of a list or of an object, whose paths stay as they are.
 */
export function valueJson({ json, meta }: { json: JsonValue; meta?: JsonValue }): JsonValue {
  if (meta === undefined) return json
  if (Array.isArray(json)) return [...json, { [TYPES]: meta }]
  return isJsonObject(json) ? { ...json, [TYPES]: meta } : { value: json, [TYPES]: meta }
}

/** A list of arguments without the types of its parts. */
export function withoutTypes(args: JsonValue[]): JsonValue[] {
  const last = args.at(-1)
  return isJsonObject(last) && Object.hasOwn(last, TYPES) ? args.slice(0, -1) : args
}

const TYPES = '(types)'
