import { isJsonObject, parseJson } from '../../src/core/json.ts'
import type { HttpInteraction } from './http-interaction.ts'

/** When an answer was given, in milliseconds since 1970, by its date or by what a provider says in it; `null` where neither does. */
export function recordedAt({ headers, body }: HttpInteraction['response']): number | null {
  const date = headers.find(([name]) => name.toLowerCase() === 'date')?.[1]
  const at = Date.parse(date ?? '')
  if (!Number.isNaN(at)) return at
  const text = Buffer.from(body).toString()
  const json = parseJson(text)
  const created = isJsonObject(json) ? (json['created'] ?? json['created_at']) : undefined
  const told =
    typeof created === 'number'
      ? String(created)
      : /"(?:created|created_at)": ?(\d{10})\b/.exec(text)?.[1]
  return told === undefined ? null : Number(told) * 1000
}
