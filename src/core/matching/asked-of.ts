import type { RecordedAction } from '../cassette/schema.ts'
import type { JsonValue } from '../json.ts'
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
  const operation = `${action.type} ${action.name}`
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

/** A value with what makes it more than JSON, so that a date and its text differ. */
export function valueJson(value: { json: JsonValue; meta?: JsonValue }): JsonValue {
  return value.meta === undefined ? value.json : { value: value.json, types: value.meta }
}
