import { isJsonObject, type JsonValue } from '../../json.ts'

const FIELDS = ['json', 'events', 'lines', 'text', 'base64'] as const

/** The field of a body that holds what it says. */
export type BodyField = (typeof FIELDS)[number]

/** Finds the field of a body that holds what it says. */
export function bodyField(body: object): BodyField {
  return FIELDS.find((field) => Object.hasOwn(body, field)) ?? 'json'
}

/** Accepts a value that has the form of a body. */
export function isBody(value: JsonValue | undefined): boolean {
  if (!isJsonObject(value)) return false
  const field = FIELDS.find((name) => Object.hasOwn(value, name))
  if (field === 'events')
    return Array.isArray(value['events']) && value['events'].every(isJsonObject)
  if (field === 'lines') return Array.isArray(value['lines'])
  return field === 'json' || (field !== undefined && typeof value[field] === 'string')
}
