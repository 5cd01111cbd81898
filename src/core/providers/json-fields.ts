import { isJsonObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import type { ModelBody } from './model-call.ts'

export function stringField(object: JsonObject, key: string): string | null {
  const value = object[key]
  return typeof value === 'string' ? value : null
}

/** A string field; `null` where it is missing or empty. Azure's first chunk has an empty model. */
export function nameField(object: JsonObject, key: string): string | null {
  return stringField(object, key) || null
}

/** A number of tokens: finite and not negative. */
export function countField(object: JsonObject, key: string): number | null {
  const value = object[key]
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null
}

export function objectField(object: JsonObject, key: string): JsonObject {
  const value = object[key]
  return isJsonObject(value) ? value : {}
}

/** The objects of an array; none where it is no array. */
export function objectsOf(value: JsonValue | undefined): Array<JsonObject> {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

/** The chunks of a stream, or of an array that was streamed; `null` for any other body. */
export function chunksOf(body: ModelBody): Array<JsonObject> | null {
  if ('events' in body) return objectsOf(body.events.map((event) => event.data))
  return Array.isArray(body.json) ? objectsOf(body.json) : null
}

/** The body as one object; `null` for a stream. */
export function documentOf(body: ModelBody): JsonObject | null {
  return 'json' in body && isJsonObject(body.json) ? body.json : null
}

/** The first of several choices, by its index: chunks may bring them in any order. */
export function firstChoice(choices: JsonValue | undefined): JsonObject | undefined {
  return objectsOf(choices).find((choice) => (choice['index'] ?? 0) === 0)
}
