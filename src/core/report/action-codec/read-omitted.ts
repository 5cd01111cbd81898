import type { Body } from '../../cassette/schema.ts'
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../../json.ts'
import type { Omitted } from '../action-schema.ts'
import type { Unpack } from '../contents/unpack-contents.ts'
import { bodyField } from './body-field.ts'

/** Reads the input or a final output of a run. */
export function readRunValue(
  packed: JsonValue | undefined,
  omitted: readonly Omitted[] | undefined,
  part: Omitted['part'],
  unpack: Unpack,
): JsonValue | undefined {
  const found = omitted?.find((other) => other.part === part)
  if (found) return omittedValue(found, unpack)
  return packed === undefined ? undefined : unpack(packed)
}

/** Reads a value that is too large for its place; where the report does not hold it, a note of its size stands for it. */
export function omittedValue({ bytes, content }: Omitted, unpack: Unpack): JsonValue {
  const text = content && unpack(content.text)
  const value = typeof text === 'string' ? parseJson(text) : undefined
  return value === undefined ? { omitted: { bytes } } : value
}

/** Reads a body that is too large for its place; where the report does not hold it, a note of its size stands for it. */
export function omittedBody(omitted: Omitted, unpack: Unpack): Body {
  const { bytes, content, contentType } = omitted
  const note: Body = { json: { omitted: { bytes } } }
  if (!content) return note
  const frame =
    content.body === undefined ? frameOf(content.encoding, contentType) : unpack(content.body)
  const text = unpack(content.text)
  const value = content.encoding === 'json' ? omittedValue(omitted, unpack) : text
  if (!isJsonObject(frame) || typeof text !== 'string') return note
  return { ...frame, [bodyField(frame)]: value } as unknown as Body
}

/** Reports of 0.1.0 do not say which form a body has. */
function frameOf(
  encoding: NonNullable<Omitted['content']>['encoding'],
  contentType: string | null,
): JsonObject {
  if (encoding !== 'json') return { [encoding]: null }
  if (/event-stream/.test(contentType ?? '')) return { events: null }
  return /ndjson|jsonl|jsonlines|json-seq/.test(contentType ?? '')
    ? { lines: null }
    : { json: null }
}
