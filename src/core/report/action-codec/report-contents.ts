import { utf8 } from '../../bytes.ts'
import type { Body } from '../../cassette/schema.ts'
import type { JsonObject, JsonValue } from '../../json.ts'
import type { Omitted } from '../action-schema.ts'
import { createContentStore, type ContentStore } from '../contents/contents.ts'
import { bodyField } from './body-field.ts'
import type { ActionContent, RequestContent, ResponseContent } from './content.ts'

const MAX_ADDED = 1024 * 1024
const MAX_BINARY = 64 * 1024
/** The largest part that is kept as a file. */
const MAX_FILE = 16 * 1024 * 1024
/** All such files of a run. */
const MAX_FILES = 64 * 1024 * 1024

/** A part of an action as a report holds it: in its place, beside it, or both where only a body is too large. */
export interface EncodedPart {
  packed: JsonValue | undefined
  omitted: Omitted | null
}

/** The large parts of one run's report. */
export class ReportContents {
  readonly #hashOf: (text: string) => string
  #store: ContentStore
  readonly #files = new Map<string, JsonValue>()
  #fileBytes = 0
  #taken = 0

  /** @param hashOf Names a part by its text. */
  constructor(hashOf: (text: string) => string) {
    this.#hashOf = hashOf
    this.#store = createContentStore(hashOf)
  }

  /** Forgets all parts, which hold what is to stand nowhere. */
  restart(): void {
    this.#store = createContentStore(this.#hashOf)
    this.#files.clear()
    this.#fileBytes = 0
    this.#taken = 0
  }

  get all(): Record<string, JsonValue> {
    return this.#store.contents
  }

  /** Returns the parts that were added since it was last called. */
  takeNew(): Record<string, JsonValue> {
    const keys = this.#store.keys.slice(this.#taken)
    this.#taken += keys.length
    return Object.fromEntries(keys.map((key) => [key, this.all[key]!]))
  }

  /** Packs a value; where it is too large, returns `undefined` and adds a note to the list. */
  value(value: JsonValue, part: Omitted['part'], omitted: Omitted[]): JsonValue | undefined {
    const encoded = this.encodeValue(value, part)
    if (encoded.omitted) omitted.push(encoded.omitted)
    return encoded.packed
  }

  /** Packs a value if there is room for it in its place. */
  tryPack(value: JsonValue): JsonValue | undefined {
    return this.#store.sizeOfNew(value, MAX_ADDED) <= MAX_ADDED
      ? this.#store.pack(value)
      : undefined
  }

  encodeValue(value: JsonValue, part: Omitted['part']): EncodedPart {
    const packed = this.tryPack(value)
    if (packed !== undefined) return { packed, omitted: null }
    const file = { encoding: 'json', text: JSON.stringify(value) } as const
    return { packed: undefined, omitted: this.#omit(file, { part, contentType: null }) }
  }

  encodeRequest(
    { method, url, headers, body }: NonNullable<ActionContent['request']>,
    part: Omitted['part'],
  ): EncodedPart {
    return this.#encodeExchange({ method, url, headers }, body, part)
  }

  encodeResponse(
    { status, headers, body, end }: NonNullable<ActionContent['response']>,
    part: Omitted['part'],
  ): EncodedPart {
    return this.#encodeExchange({ status, headers, end }, body, part)
  }

  #encodeExchange(
    head: RequestContent | ResponseContent,
    body: Body | undefined,
    part: Omitted['part'],
  ): EncodedPart {
    const json = head as unknown as JsonObject
    if (!body) return { packed: this.#store.pack(json), omitted: null }
    if (this.#isTooLarge(body)) {
      const type = head.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
      const omitted = this.#omitBody(body, { part, contentType: type ?? null })
      return { packed: this.#store.pack(json), omitted }
    }
    // The events of a stream come but once; a conversation comes again with every turn.
    const whole = 'events' in body || 'lines' in body
    const packed = whole
      ? this.#store.packWhole(body as unknown as JsonValue)
      : this.#store.pack(body as unknown as JsonValue)
    return { packed: { ...json, body: packed }, omitted: null }
  }

  #isTooLarge(body: Body): boolean {
    if ('base64' in body) return base64Length(body.base64) > MAX_BINARY
    return this.#store.sizeOfNew(body as unknown as JsonValue, MAX_ADDED) > MAX_ADDED
  }

  #omitBody(body: Body, about: Pick<Omitted, 'part' | 'contentType'>): Omitted {
    const field = bodyField(body)
    const value = body[field as keyof Body] as JsonValue
    const omitted =
      field === 'text' || field === 'base64'
        ? this.#omit({ encoding: field, text: value as string }, about)
        : this.#omit({ encoding: 'json', text: JSON.stringify(value) }, about)
    if (!omitted.content) return omitted
    const frame = this.#store.pack({ ...(body as unknown as JsonObject), [field]: null })
    return { ...omitted, content: { ...omitted.content, body: frame } }
  }

  /** @note The text is hashed once, however many actions have it. */
  #omit(
    { encoding, text }: { encoding: 'json' | 'text' | 'base64'; text: string },
    about: Pick<Omitted, 'part' | 'contentType'>,
  ): Omitted {
    const bytes = encoding === 'base64' ? base64Length(text) : utf8(text).length
    const omitted: Omitted = { ...about, bytes }
    if (bytes > MAX_FILE) return omitted
    if (!this.#files.has(text)) {
      if (this.#fileBytes + bytes > MAX_FILES) return omitted
      this.#fileBytes += bytes
      this.#files.set(text, this.#store.keepText(text))
    }
    return { ...omitted, content: { encoding, text: this.#files.get(text)! } }
  }
}

/** The number of bytes that a padded base64 text stands for. */
function base64Length(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return (text.length / 4) * 3 - padding
}
