import {
  bytesEqual,
  concatBytes,
  fromBase64,
  latin1,
  latin1Text,
  toBase64,
  utf8,
} from '../bytes.ts'
import type { JsonValue } from '../json.ts'
import { readAwsEvents } from '../aws-event-stream.ts'
import { eventPayloads, printEvent, readEventStream } from './event-stream.ts'
import { printJson, readExactJson } from './layout.ts'
import { RawBody } from './raw-body.ts'
import type { Body, EventStreamBody } from './schema.ts'

/** A piece of a body as it arrived, with the milliseconds since the response's head. */
export interface Chunk {
  bytes: Uint8Array
  at: number
}

/** The boundary that replaces random ones, so that recording again changes nothing. */
const BOUNDARY = 'vitest-replay-boundary'

/**
 * Describes a body for the cassette: JSON as JSON, event streams event by event, text as text,
 * other bytes as base64. What is described always prints back to the same bytes.
 *
 * @param chunks Decoded bytes (no `content-encoding`) in the pieces they arrived in.
 * @param contentType The `content-type` header; the bytes decide where it is missing.
 * @param streamed `true` keeps the sizes and times of the pieces.
 */
export function describeBody(
  chunks: readonly Chunk[],
  contentType: string | null,
  streamed = false,
): Body | undefined {
  const raw = new RawBody(concatBytes(chunks.map((chunk) => chunk.bytes)))
  return describeRaw(raw, contentType, streamed ? { chunks } : {})
}

/** Parses JSON text where it prints back to the same text. */
export type ReadJson = typeof readExactJson

/** Describes a body that is known as a whole. */
export function describeRaw(
  raw: RawBody,
  contentType: string | null,
  { chunks, readJson = readExactJson }: { chunks?: readonly Chunk[]; readJson?: ReadJson } = {},
): Body | undefined {
  if (raw.isEmpty) return undefined
  const body = describe(raw, contentType ?? '', readJson, chunks)
  // The other forms are exact by construction: a long conversation need not be printed again.
  const isExact = !('events' in body || 'lines' in body) || bytesEqual(bodyBytes(body), raw.bytes)
  return isExact ? body : { base64: toBase64(raw.bytes) }
}

function describe(
  raw: RawBody,
  contentType: string,
  readJson: ReadJson,
  chunks?: readonly Chunk[],
): Body {
  const { text } = raw
  if (text === undefined) return { base64: toBase64(raw.bytes), ...cuts(chunks) }
  if (isEventStream(contentType, text)) return describeEvents(text, chunks)
  if (isLines(contentType)) {
    const lines = describeLines(text, chunks)
    if (lines) return lines
  }
  const trimmed = text.trimEnd()
  const exact = readJson(trimmed)
  if (exact && typeof exact.json === 'object' && exact.json !== null) {
    return trimmed === text ? exact : { ...exact, tail: text.slice(trimmed.length) }
  }
  return { text, ...cuts(chunks) }
}

function isEventStream(contentType: string, text: string): boolean {
  if (contentType.includes('text/event-stream')) return true
  return contentType === '' && /^(event|data|id): ?\S/.test(text)
}

function isLines(contentType: string): boolean {
  return /ndjson|jsonl|jsonlines|json-seq/.test(contentType)
}

function describeEvents(text: string, chunks?: readonly Chunk[]): EventStreamBody {
  const body = readEventStream(text)
  if (chunks && chunks.length > 0) {
    let end = 0
    const ends = body.events.map((event) => (end += utf8(printEvent(event, body)).length))
    body.times = arrivals(ends, chunks)
  }
  return body
}

function describeLines(text: string, chunks?: readonly Chunk[]): Body | undefined {
  const lines: JsonValue[] = []
  const parts = text.split('\n')
  const tail = parts.pop()!
  for (const part of parts) {
    const exact = readExactJson(part)
    if (!exact || exact.layout) return undefined
    lines.push(exact.json)
  }
  const body: Body = { lines }
  if (tail !== '') body.tail = tail
  if (chunks && chunks.length > 0) {
    let end = 0
    const ends = parts.map((part) => (end += utf8(part).length + 1))
    body.times = arrivals(ends, chunks)
  }
  return body
}

/** The milliseconds at which the byte before each of these ends had arrived. */
function arrivals(ends: number[], chunks: readonly Chunk[]): number[] {
  let index = 0
  let received = chunks[0]!.bytes.length
  return ends.map((end) => {
    while (received < end && index + 1 < chunks.length) received += chunks[++index]!.bytes.length
    return Math.round(chunks[index]!.at)
  })
}

function cuts(chunks?: readonly Chunk[]): { chunks?: Array<[number, number]> } {
  if (!chunks || chunks.length < 2) return {}
  return { chunks: chunks.map((chunk) => [chunk.bytes.length, Math.round(chunk.at)]) }
}

/** The pieces in which a described body is sent again: an event, a line or a recorded chunk each. */
export function bodyPieces(body: Body | undefined): Uint8Array[] {
  if (!body) return []
  if ('json' in body) return [utf8(printJson(body.json, body.layout) + (body.tail ?? ''))]
  if ('events' in body) return body.events.map((event) => utf8(printEvent(event, body)))
  if ('lines' in body) {
    const lines = body.lines.map((line) => utf8(`${JSON.stringify(line)}\n`))
    return body.tail ? [...lines, utf8(body.tail)] : lines
  }
  const bytes = 'text' in body ? utf8(body.text) : fromBase64(body.base64)
  // Redaction changes lengths: then the recorded cuts no longer add up and the body is one piece.
  if (!body.chunks || body.chunks.reduce((sum, [size]) => sum + size, 0) !== bytes.length)
    return [bytes]
  let at = 0
  return body.chunks.map(([size]) => bytes.subarray(at, (at += size)))
}

/** The bytes of a described body. */
export function bodyBytes(body: Body | undefined): Uint8Array {
  const pieces = bodyPieces(body)
  return pieces.length === 0 ? new Uint8Array(0) : concatBytes(pieces)
}

/**
 * The content of a body: JSON, the payloads of its stream (AWS's binary one, too), or text; `undefined` for
 * other bytes.
 */
export function bodyContent(
  body: Body | undefined,
): { json: JsonValue } | { events: Array<{ event?: string; data: JsonValue }> } | undefined {
  if (!body) return undefined
  if ('json' in body) return { json: body.json }
  if ('events' in body) return { events: eventPayloads(body) }
  if ('lines' in body) return { events: body.lines.map((data) => ({ data })) }
  if ('text' in body) {
    try {
      return { json: JSON.parse(body.text) as JsonValue }
    } catch {
      return { json: body.text }
    }
  }
  const events = readAwsEvents(body.base64)
  return events ? { events } : undefined
}

/**
 * Replaces the random boundary of a multipart body, and of its `content-type`, by the fixed one of
 * cassettes.
 */
export function normalizeBoundary(
  raw: RawBody,
  contentType: string | null,
): { raw: RawBody; contentType: string | null } {
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/i.exec(contentType ?? '')?.[1]
  if (!boundary || boundary === BOUNDARY) return { raw, contentType }
  return {
    raw: new RawBody(latin1(latin1Text(raw.bytes).replaceAll(boundary, BOUNDARY))),
    contentType: contentType!.replace(boundary, BOUNDARY),
  }
}
