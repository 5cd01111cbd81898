import type { JsonValue } from '../json.ts'
import { addText, NO_TEXT, signEnd } from './checksum.ts'
import { writeDelta } from './delta.ts'
import type {
  Body,
  Cassette,
  CassetteEnd,
  CassetteHeader,
  RecordedAction,
  Value,
} from './schema.ts'

/**
 * Number of earlier bodies that are tried as the base of a difference: enough for interleaved
 * conversations.
 */
const CANDIDATES = 8

type Side = 'request' | 'response' | 'inputs' | 'outputs'

/**
 * Writes a cassette line by line. Bodies are written as differences to earlier ones, so a writer
 * must have seen every line that stands before in the file.
 */
export interface CassetteWriter {
  header(header: CassetteHeader): string
  action(action: RecordedAction): string
  end(end: CassetteEnd): string
}

/** Creates a writer for one file. */
export function createCassetteWriter(): CassetteWriter {
  let sum = NO_TEXT
  const added = (line: string) => {
    sum = addText(sum, line)
    return line
  }
  const written = new Map<string, Array<{ index: number; json: JsonValue }>>()

  const shrink = (json: JsonValue, side: Side, action: RecordedAction) => {
    const group = `${side} ${action.request ? operationUrl(action.request.url) : action.name}`
    const earlier = written.get(group) ?? []
    const best = smallestDelta(json, earlier)
    earlier.push({ index: action.index, json })
    written.set(group, earlier.slice(-CANDIDATES))
    return best
  }
  const shrinkBody = (body: Body | undefined, side: Side, action: RecordedAction) =>
    body && 'json' in body ? { ...body, ...shrink(body.json, side, action) } : body
  const shrinkValue = (value: Value | undefined, side: Side, action: RecordedAction) =>
    value && { ...value, ...shrink(value.json, side, action) }

  return {
    header: (header) => added(printLine(header)),
    end: ({ checksum: _checksum, ...end }) => signEnd(sum, printLine(end)),
    action: (action) => {
      const line: RecordedAction = { ...action }
      if (action.inputs) line.inputs = shrinkValue(action.inputs, 'inputs', action)
      if (action.outputs) line.outputs = shrinkValue(action.outputs, 'outputs', action)
      if (action.request) {
        line.request = {
          ...action.request,
          body: shrinkBody(action.request.body, 'request', action),
        }
      }
      if (action.response) {
        line.response = {
          ...action.response,
          body: shrinkBody(action.response.body, 'response', action),
        }
      }
      return added(printLine(line))
    },
  }
}

function operationUrl(url: string): string {
  return url.split('?', 1)[0]!
}

function smallestDelta(
  json: JsonValue,
  earlier: ReadonlyArray<{ index: number; json: JsonValue }>,
): { json: JsonValue; base?: number } {
  let best: { json: JsonValue; base?: number } = { json }
  let size = roughSize(json, sizeOfElement)
  // The nearest may be another conversation's, whose difference is small but grows with every turn: all are tried.
  for (const candidate of earlier.toReversed()) {
    const delta = writeDelta(json, candidate.json)
    const deltaSize = roughSize(delta) + 12
    if (deltaSize >= size) continue
    best = { json: delta, base: candidate.index }
    size = deltaSize
  }
  return best
}

/** Sizes of the elements of lists: those of a conversation come again with every turn. */
const sizes = new WeakMap<object, number>()

function sizeOfElement(element: object): number {
  const known = sizes.get(element)
  if (known !== undefined) return known
  const size = roughSize(element as JsonValue)
  sizes.set(element, size)
  return size
}

/**
 * Estimates how many characters a value prints to. Printing a conversation once a turn to count
 * them costs more than its delta.
 */
function roughSize(json: JsonValue, ofElement?: (element: object) => number): number {
  let size = 0
  const stack = [json]
  while (stack.length > 0) {
    const next = stack.pop()!
    if (typeof next === 'string') size += next.length + 3
    else if (typeof next !== 'object' || next === null) size += 6
    else if (Array.isArray(next)) {
      size += 3
      for (const element of next) {
        if (ofElement && typeof element === 'object' && element !== null) size += ofElement(element)
        else stack.push(element)
      }
    } else {
      size += 3
      for (const key of Object.keys(next)) {
        size += key.length + 3
        stack.push(next[key]!)
      }
    }
  }
  return size
}

function printLine(line: CassetteHeader | RecordedAction | CassetteEnd): string {
  return `${printEnvelope(line)}\n`
}

/**
 * @note The envelope's keys are sorted; the keys of a body (`json`, `lines`) stand as the program
 * sent them, because a body has to be replayed byte for byte.
 */
function printEnvelope(value: unknown, key = ''): string {
  if (key === 'json' || key === 'lines' || key === 'meta') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((element) => printEnvelope(element)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${printEnvelope(field, name)}`)
  return `{${fields.join(',')}}`
}

/**
 * Prints a cassette as the text of its file: a header, a line an action, an end.
 *
 * @example
 * await writeFile('run.cassette.jsonl', serializeCassette(cassette))
 */
export function serializeCassette(cassette: Cassette): string {
  const writer = createCassetteWriter()
  const lines = [
    writer.header(cassette.header),
    ...cassette.actions.map((action) => writer.action(action)),
  ]
  if (cassette.end) lines.push(writer.end(cassette.end))
  return lines.join('')
}
