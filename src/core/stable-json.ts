import stringify from 'fast-json-stable-stringify'
import type { JsonValue } from './json.ts'

/** Prints JSON with sorted keys, so that equal values print equally. */
export function stableJson(value: JsonValue): string {
  return stringify(value)
}
