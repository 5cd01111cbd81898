import { bodyContent, describeBody } from '../../core/cassette/body.ts'
import type { Body } from '../../core/cassette/schema.ts'
import type { ReadBodies } from '../../core/cassette/describe-value.ts'
import { toBase64 } from '../../core/bytes.ts'
import { isJsonObject, type JsonValue } from '../../core/json.ts'
import { workerState } from '../context/scope.ts'

/** Values that are looked at for bodies: a client or a state with thousands of parts holds none that an agent returns. */
const MOST_PARTS = 2000
/** Bodies that hold more are left out: their size alone counts. */
const MOST_BYTES = 10_000_000

interface Readable {
  type: string | null
  read(): Promise<ArrayBuffer>
}

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
    [...found].map(async ([value, { type, read }]) => {
      try {
        const bytes = new Uint8Array(await read())
        const body = describeBody([{ bytes, at: 0 }], type)
        bodies.set(value, contentOf(body, bytes))
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

/** Checks that the output of a recording has bodies without their content: it was made before they were read. */
export function lacksBodies(json: JsonValue | undefined): boolean {
  if (Array.isArray(json)) return json.some(lacksBodies)
  if (!isJsonObject(json)) return false
  return Object.entries(json).some(([key, part]) =>
    BODY_HOLDERS.has(key) && isJsonObject(part) ? !('body' in part) : lacksBodies(part),
  )
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

function findReadable(output: unknown): Map<object, Readable> {
  const found = new Map<object, Readable>()
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

function asReadable(value: object): Readable | undefined {
  const tag = Object.prototype.toString.call(value)
  if (tag === '[object Blob]' || tag === '[object File]') {
    const blob = value as Blob
    return blob.size > MOST_BYTES ? undefined : { type: blob.type, read: () => blob.arrayBuffer() }
  }
  if (tag !== '[object Response]' && tag !== '[object Request]') return undefined
  const message = value as Response | Request
  if (message.bodyUsed || message.body?.locked) return undefined
  const copy = message.clone()
  return { type: message.headers.get('content-type'), read: () => copy.arrayBuffer() }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
