import type { Body, RecordedAction } from '../../cassette/schema.ts'
import type { JsonValue } from '../../json.ts'
import type { RequestContent, ResponseContent } from './content.ts'
import { createContentStore, type ContentStore } from '../contents.ts'
import type { Omitted } from '../action-schema.ts'

const MAX_ADDED = 1024 * 1024
const MAX_BINARY = 64 * 1024
/** What is too large for its place is kept as a file, up to this. */
const MAX_FILE = 16 * 1024 * 1024
/** All such files of a run. */
const MAX_FILES = 64 * 1024 * 1024

/** The large parts of one run's report. */
export class ReportContents {
  readonly #store: ContentStore
  readonly #files = new Map<string, JsonValue>()
  #fileBytes = 0

  /** @param hashOf Names a part by its text. */
  constructor(hashOf: (text: string) => string) {
    this.#store = createContentStore(hashOf)
  }

  get all(): Record<string, JsonValue> {
    return this.#store.contents
  }

  /** Packs a value; `undefined`, and a note if there is a list of them, where it is too large. */
  value(value: JsonValue, part: Omitted['part'], omitted: Omitted[] | null): JsonValue | undefined {
    const added = this.#store.sizeOfNew(value, MAX_ADDED)
    if (added <= MAX_ADDED) return this.#store.pack(value)
    omitted?.push(this.#omit({ json: value }, part, null))
    return undefined
  }

  request(
    { method, url, headers, body }: NonNullable<RecordedAction['request']>,
    part: Omitted['part'],
    omitted: Omitted[],
  ): JsonValue {
    const content: RequestContent = { method, url, headers }
    return this.#exchange(content, body, { part, omitted, headers })
  }

  response(
    { status, headers, body, end }: NonNullable<RecordedAction['response']>,
    part: Omitted['part'],
    omitted: Omitted[],
  ): JsonValue {
    const content: ResponseContent = { status, headers, end }
    return this.#exchange(content, body, { part, omitted, headers })
  }

  #exchange(
    head: RequestContent | ResponseContent,
    body: Body | undefined,
    about: { part: Omitted['part']; omitted: Omitted[]; headers: Array<[string, string]> },
  ): JsonValue {
    const packed = this.#store.pack(head as unknown as JsonValue)
    if (!body) return packed
    const { part, omitted, headers } = about
    if (this.#isTooLarge(body)) {
      const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
      omitted.push(this.#omit(body, part, contentType ?? null))
      return packed
    }
    // The events of a stream come but once; a conversation comes again with every turn.
    const whole = 'events' in body || 'lines' in body
    const json = body as unknown as JsonValue
    return {
      ...(head as unknown as Record<string, JsonValue>),
      body: whole ? this.#store.packWhole(json) : this.#store.pack(json),
    }
  }

  #isTooLarge(body: Body): boolean {
    if ('base64' in body) return Buffer.byteLength(body.base64, 'base64') > MAX_BINARY
    return this.#store.sizeOfNew(body as unknown as JsonValue, MAX_ADDED) > MAX_ADDED
  }

  /** @note The text is hashed once, however many actions have it. */
  #omit(body: Body, part: Omitted['part'], contentType: string | null): Omitted {
    const { encoding, text } = printBody(body)
    const bytes = Buffer.byteLength(text, encoding === 'base64' ? 'base64' : 'utf8')
    const told: Omitted = { part, bytes, contentType }
    if (bytes > MAX_FILE) return told
    if (!this.#files.has(text)) {
      if (this.#fileBytes + bytes > MAX_FILES) return told
      this.#fileBytes += bytes
      this.#files.set(text, this.#store.keepText(text))
    }
    return { ...told, content: { encoding, text: this.#files.get(text)! } }
  }
}

function printBody(body: Body): { encoding: 'json' | 'text' | 'base64'; text: string } {
  if ('base64' in body) return { encoding: 'base64', text: body.base64 }
  if ('text' in body) return { encoding: 'text', text: body.text }
  const json = 'json' in body ? body.json : 'lines' in body ? body.lines : body.events
  return { encoding: 'json', text: JSON.stringify(json) }
}
