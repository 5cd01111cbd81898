import type { RecordedAction } from '../cassette/schema.ts'
import type { JsonValue } from '../json.ts'
import { MEANINGFUL, type HeaderSelection } from './compared-headers.ts'
import { operationOf, toMatchable, type Matchable } from './matchable.ts'

/** Says which operation a recorded action is, and what it was asked. */
export function askedOf(
  action: RecordedAction,
  selection: HeaderSelection = MEANINGFUL,
): { operation: string; asked: Matchable } {
  if (action.request) {
    const asked = toMatchable(action.request, selection)
    return { operation: operationOf(asked.method, asked.url, asked.headers), asked }
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
