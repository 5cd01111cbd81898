import { bodyContent, describeBody } from '../../core/cassette/body.ts'
import type { Body } from '../../core/cassette/schema.ts'
import type { ReadBodies } from '../../core/cassette/describe-value.ts'
import { toBase64 } from '../../core/bytes.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts'
import { workerState } from '../context/scope.ts'

/** Values that are looked at for bodies: a client or a state with thousands of parts holds none that an agent returns. */
const MOST_PARTS = 2000
/** Bodies that hold more are left out: their size alone counts. */
const MOST_BYTES = 10_000_000

interface Content {
  bytes: ArrayBuffer
  type: string | null
}

type Read = () => Promise<Content>

/**
 * Reads the files and bodies in what an agent returns, which nothing else can do without waiting. What the test reads is left
 * to it: bodies are read from a copy.
 *
 * @param until When it is given up, on the clock of the worker.
 */
export async function readBodies(output: unknown, until: number): Promise<ReadBodies> {
  const found = findReadable(output)
  const bodies = new Map<object, JsonValue>()
  if (found.size === 0) return bodies
  const reading = Promise.all(
    [...found].map(async ([value, read]) => {
      try {
        const { bytes, type } = await read()
        const whole = new Uint8Array(bytes)
        bodies.set(value, contentOf(describeBody([{ bytes: whole, at: 0 }], type), whole))
      } catch {
        // A body that fails, or that has been read, has no content to compare.
      }
    }),
  )
  let giveUp: ReturnType<typeof setTimeout> | undefined
  const bound = new Promise<void>((resolve) => {
    giveUp = workerState.setTimeout(resolve, Math.max(0, until - workerState.now()))
  })
  await Promise.race([reading, bound])
  clearTimeout(giveUp)
  return new Map(bodies)
}

/** Returns `true` for an output with the content of a file or a body. */
export function holdsBodies(json: JsonValue | undefined): boolean {
  if (Array.isArray(json)) return json.some(holdsBodies)
  if (!isJsonObject(json)) return false
  return Object.entries(json).some(
    ([key, part]) => (isHolder(key, part) && 'body' in part) || holdsBodies(part),
  )
}

/**
 * Leaves out the content of files and bodies that a recording has without theirs: they had been read, did not end, or were
 * recorded before content was.
 */
export function withoutUnread(json: JsonValue, recorded: JsonValue | undefined): JsonValue {
  if (Array.isArray(json))
    return Array.isArray(recorded)
      ? json.map((part, at) => withoutUnread(part, recorded[at]))
      : json
  if (!isJsonObject(json) || !isJsonObject(recorded)) return json
  return Object.fromEntries(
    Object.entries(json).map(([key, part]) => {
      const other = recorded[key]
      const isUnread = isHolder(key, part) && isHolder(key, other) && !('body' in other)
      if (!isUnread) return [key, withoutUnread(part, other)]
      const { body: _body, ...facts } = part
      return [key, facts]
    }),
  )
}

function isHolder(key: string, part: JsonValue | undefined): part is JsonObject {
  return BODY_HOLDERS.has(key) && isJsonObject(part)
}

function contentOf(body: Body | undefined, bytes: Uint8Array): JsonValue {
  const content = bodyContent(body)
  if (content && 'json' in content) return content.json
  if (content) return content.events as JsonValue
  return toBase64(bytes)
}

/** The classes, as they are described, whose content is read. */
export const BODY_HOLDERS: ReadonlySet<string> = new Set([
  '[Blob]',
  '[File]',
  '[Request]',
  '[Response]',
])

function findReadable(output: unknown): Map<object, Read> {
  const found = new Map<object, Read>()
  const seen = new Set<object>()
  const stack: unknown[] = [output]
  while (stack.length > 0 && seen.size < MOST_PARTS) {
    const value = stack.pop()
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    const readable = asReadable(value)
    if (readable) found.set(value, readable)
    else if (stack.length < MOST_PARTS) for (const part of partsOf(value)) stack.push(part)
  }
  return found
}

function partsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value)) return value.slice(0, MOST_PARTS)
  if (value instanceof Set) return value
  if (value instanceof Map) return value.values()
  return isPlain(value) ? Object.values(value) : []
}

function asReadable(value: object): Read | undefined {
  const tag = Object.prototype.toString.call(value)
  if (tag === '[object Blob]' || tag === '[object File]') {
    const blob = value as Blob
    if (blob.size > MOST_BYTES) return undefined
    return async () => ({ bytes: await blob.arrayBuffer(), type: blob.type })
  }
  if (tag !== '[object Response]' && tag !== '[object Request]') return undefined
  const message = value as Response | Request
  if (message.bodyUsed || message.body?.locked || isNodeStream(message.body)) return undefined
  return async () => {
    const copy = message.clone()
    return { bytes: await copy.arrayBuffer(), type: message.headers.get('content-type') }
  }
}

/** @note A copy of such a body, as `node-fetch` makes it, does not end before the original is read. */
function isNodeStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'pipe' in body
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
