import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/core/json.ts'
import type { Comparison } from '../../../src/core/report/comparison-schema.ts'
import { buildFullComparison } from './full-comparison.ts'

/** Fields whose strings are one of a few words, and no text. */
const WORDS = new Set(
  [
    'verdict evidence unreplayed status kind cause change metric unit better by layer result test',
    // The parameters of codes.
    'code side over limit of or table metrics reason',
  ]
    .join(' ')
    .split(' '),
)

/** Fields that may hold a text, and `null` where nothing is known. */
const NULLABLE = new Set('release commit workflow agent errorClass note'.split(' '))

/** Comparing takes longer than all that is done with the comparison. */
let full: string | undefined

/** A comparison that holds one text wherever a comparison can hold a text. */
export function comparisonOfText(text: string): Comparison {
  const comparison = JSON.parse((full ??= JSON.stringify(buildFullComparison()))) as Comparison
  const ids = new Map(comparison.runs.map(({ id }, at) => [id, `${at}${text}`]))
  const replace = (value: JsonValue, key: string): JsonValue => {
    if (value === null) return NULLABLE.has(key) ? text : null
    if (typeof value === 'string') {
      if (WORDS.has(key)) return value
      return ids.get(value) ?? (key === 'replayed' || key === 'head' ? `${text} and more` : text)
    }
    if (key === 'recorded') return { [text]: text, list: [text] }
    if (key === 'stopReasons') return stopReasons(value as JsonObject)
    if (Array.isArray(value)) return value.map((part) => replace(part, key))
    if (!isJsonObject(value)) return value
    const parts = Object.entries(value).map(([name, part]) => [name, replace(part, name)])
    return Object.fromEntries(parts) as JsonObject
  }
  const stopReasons = (counts: JsonObject): JsonObject => ({
    ...counts,
    base: Object.fromEntries([[text, 1]]),
    head: Object.fromEntries([[text, 2]]),
  })
  return replace(comparison as unknown as JsonValue, '') as unknown as Comparison
}
