import type { RecordedAction } from '../cassette/schema.ts'
import type { JsonValue } from '../json.ts'
import { operationOf, toMatchable, type Matchable } from './matchable.ts'

/**
 * Says which operation a recorded action is, and what it was asked.
 *
 * @param headers Lower-case names of the headers that count.
 */
export function askedOf(
  action: RecordedAction,
  headers: readonly string[] = [],
): { operation: string; asked: Matchable } {
  if (action.request) {
    return {
      operation: operationOf(action.request.method, action.request.url),
      asked: toMatchable(action.request, headers),
    }
  }
  const operation = `${action.type} ${action.name}`
  return {
    operation,
    asked: callMatchable(operation, action.inputs ? valueJson(action.inputs) : null),
  }
}

/** What a tool's or step's call is matched by. */
export function callMatchable(operation: string, inputs: JsonValue): Matchable {
  return { method: 'CALL', url: operation, headers: [], body: inputs }
}

/** A value with what makes it more than JSON, so that a date and its text differ. */
export function valueJson(value: { json: JsonValue; meta?: JsonValue }): JsonValue {
  return value.meta === undefined ? value.json : { value: value.json, types: value.meta }
}
