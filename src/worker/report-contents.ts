import { hash } from 'node:crypto'
import type { Body, RecordedAction } from '../core/cassette/schema.ts'
import type { JsonValue } from '../core/json.ts'
import type { RequestContent, ResponseContent } from '../core/report/action-content.ts'
import { createContentStore, type ContentStore } from '../core/report/contents.ts'
import type { Omitted } from '../core/report/action-schema.ts'

const MAX_ADDED = 1024 * 1024
const MAX_BINARY = 64 * 1024

/** The large parts of one run's report. */
export class ReportContents {
  readonly #store: ContentStore = createContentStore((text) =>
    hash('sha256', text, 'base64url').slice(0, 16),
  )

  get all(): Record<string, JsonValue> {
    return this.#store.contents
  }

  /** Packs a value; `undefined`, and a note, where it is too large. */
  value(value: JsonValue, part: Omitted['part'], omitted: Omitted[]): JsonValue | undefined {
    const added = this.#store.sizeOfNew(value, MAX_ADDED)
    if (added <= MAX_ADDED) return this.#store.pack(value)
    omitted.push({ part, bytes: Buffer.byteLength(JSON.stringify(value)), contentType: null })
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
    const bytes = this.#tooLarge(body)
    if (bytes !== null) {
      const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
      omitted.push({ part, bytes, contentType: contentType ?? null })
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

  /** Its size in bytes where it does not belong into a report. */
  #tooLarge(body: Body): number | null {
    if ('base64' in body) {
      const bytes = Buffer.byteLength(body.base64, 'base64')
      return bytes > MAX_BINARY ? bytes : null
    }
    const json = body as unknown as JsonValue
    const added = this.#store.sizeOfNew(json, MAX_ADDED)
    return added > MAX_ADDED ? Buffer.byteLength(JSON.stringify(json)) : null
  }
}
