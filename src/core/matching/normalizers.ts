import { isJsonObject, parseJson, type JsonValue } from '../json.ts'
import type { NormalizerName } from '../options/match-schema.ts'
import { stableJson } from '../stable-json.ts'

/**
 * The forms to which a value can be reduced before it is compared.
 *
 * - `trim`, `lowercase`, `whitespace` (every run of it counts as one space), `sort-lines`: of texts
 * - `sort`: of lists, whose order then does not count
 * - `round`: of numbers, to six significant digits
 * - `json`: of texts that hold JSON, which are then compared by value
 */
export const NORMALIZERS = {
  trim: ofText((text) => text.trim()),
  lowercase: ofText((text) => text.toLowerCase()),
  whitespace: ofText((text) => text.replace(/\s+/g, ' ')),
  'sort-lines': ofText((text) => text.split('\n').sort().join('\n')),
  sort: (value: JsonValue) =>
    Array.isArray(value)
      ? value
          .map((part) => ({ part, key: stableJson(part) }))
          .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
          .map(({ part }) => part)
      : value,
  round: (value: JsonValue) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value,
  json: ofText((text) => {
    const json = parseJson(text)
    return Array.isArray(json) || isJsonObject(json) ? json : text
  }),
} satisfies Record<NormalizerName, (value: JsonValue) => JsonValue>

function ofText(change: (text: string) => JsonValue): (value: JsonValue) => JsonValue {
  return (value) => (typeof value === 'string' ? change(value) : value)
}
