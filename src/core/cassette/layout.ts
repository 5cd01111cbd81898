import { isTooDeep, type JsonValue } from '../json.ts'
import type { Layout } from './schema.ts'

/** Prints JSON in one of the layouts that servers use: compact, `indented` by two, or `spaced` as Python does. */
export function printJson(value: JsonValue, layout?: Layout): string {
  if (layout === undefined) return JSON.stringify(value)
  if (layout === 'indented') return JSON.stringify(value, null, 2)
  return printSpaced(value)
}

function printSpaced(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(printSpaced).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(
      ([key, field]) => `${JSON.stringify(key)}: ${printSpaced(field)}`,
    )
    return `{${fields.join(', ')}}`
  }
  return JSON.stringify(value)
}

/**
 * Parses JSON text and finds its layout. Returns `undefined` unless printing the result produces
 * the same text: numbers above 2^53, `1.0` or a repeated key do not survive parsing.
 */
export function readExactJson(text: string): { json: JsonValue; layout?: Layout } | undefined {
  let json: JsonValue
  try {
    json = JSON.parse(text) as JsonValue
    if (isTooDeep(text)) return undefined
    if (JSON.stringify(json) === text) return { json }
    const layout = text.includes('\n') ? 'indented' : 'spaced'
    return printJson(json, layout) === text ? { json, layout } : undefined
  } catch {
    // Not JSON: kept as text.
    return undefined
  }
}
