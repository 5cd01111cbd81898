import { plural } from '../words/plural.ts'
import { ReplayError } from '../errors.ts'
import { isTooDeep, MAX_JSON_DEPTH, parseJson, type JsonValue } from '../json.ts'
import { readDelta } from './delta.ts'
import { isCassetteLine } from './line-check.ts'
import type {
  Body,
  Cassette,
  CassetteEnd,
  CassetteLine,
  RecordedAction,
  RecordedError,
  Value,
} from './schema.ts'
import { restoreValue } from './value.ts'
import { CASSETTE_VERSION, claimedVersion, isReadableVersion, liftLine } from './versions.ts'

/** The depth of a line with the deepest possible body. */
const MAX_LINE_DEPTH = MAX_JSON_DEPTH + 20

const NOT_VALID = 'it is not valid'
const RESTORE = 'Restore the file from git, or record the run again with VITEST_REPLAY=all'

/** The reason for which a line is not valid, and its place. */
export interface LineProblem {
  path: string
  message: string
}

/**
 * Reads the text of a cassette file. A file without an end line is an interrupted recording (`end:
 * null`); everything else that does not fit is an error that names file, line and field.
 *
 * @throws ReplayError `CASSETTE_CORRUPT`, `CASSETTE_NEWER` or `CASSETTE_UNKNOWN`; a `RefusedLine` for a line that the
 * schema refuses.
 */
export function readLines(text: string, file: string): Cassette {
  const lines = text.split('\n')
  const last = lines.pop()!
  if (lines.length === 0 && last === '') throw corrupt(file, 1, undefined, 'the file is empty')
  // Only the last line can have been cut off by an interruption; whole, it may lack its newline.
  const whole = lines.length === 0 || parseJson(last) !== undefined
  if (whole) lines.push(last)
  const cutOff = whole || last === '' ? undefined : last

  const version = readVersion(lines[0]!, file)
  const header = readLine(lines[0]!, 1, version, file)
  if (header.kind !== 'header') throw corrupt(file, 1, 'kind', 'the first line is not a header')
  checkValue(header.input, file, 1, 'input')

  const actions: RecordedAction[] = []
  const byIndex = new Map<number, RecordedAction>()
  const lineOf = new Map<number, number>()
  let end: CassetteEnd | null = null
  for (let at = 1; at < lines.length; at++) {
    const line = readLine(lines[at]!, at + 1, version, file)
    if (end) throw corrupt(file, at + 1, undefined, 'there is more after the end line')
    if (line.kind === 'header') throw corrupt(file, at + 1, 'kind', 'there is a second header')
    if (line.kind === 'end') {
      checkValue(line.output, file, at + 1, 'output')
      checkError(line.error, file, at + 1)
      const { checksum: _checksum, ...rest } = line
      end = rest
      continue
    }
    if (byIndex.has(line.index)) {
      throw corrupt(file, at + 1, 'index', `action ${line.index} stands there twice`)
    }
    const action = restoreBodies(line, byIndex, file, at + 1)
    byIndex.set(action.index, action)
    lineOf.set(action.index, at + 1)
    actions.push(action)
  }
  if (end && cutOff !== undefined) {
    throw corrupt(file, lines.length + 1, undefined, 'there is more after the end line')
  }
  actions.sort((a, b) => a.index - b.index)
  if (end) checkComplete(actions, end, file, lineOf)
  return { header, actions, end }
}

function readVersion(line: string, file: string): number {
  const json = readJson(line, 1, file)
  const version = claimedVersion(json)
  if (version === undefined) {
    throw new ReplayError('CASSETTE_UNKNOWN', {
      attempted: `Failed to read ${file}`,
      reason: 'line 1 is not the header of a cassette (it names no version)',
      remedy: `Check that the path is right. ${RESTORE}.`,
      location: { file, line: 1, field: 'cassette' },
    })
  }
  if (isReadableVersion(version)) return version
  throw new ReplayError('CASSETTE_NEWER', {
    attempted: `Failed to read ${file}`,
    reason: `it was written by a newer vitest-replay (cassette version ${version}, this one reads up to ${CASSETTE_VERSION})`,
    remedy: 'Update vitest-replay; the file itself is valid and was not changed',
    location: { file, line: 1, field: 'cassette' },
  })
}

function readLine(text: string, line: number, version: number, file: string): CassetteLine {
  const json = liftLine(readJson(text, line, file), version)
  if (isCassetteLine(json)) return json
  throw new RefusedLine(json, { file, line })
}

function readJson(text: string, line: number, file: string): JsonValue {
  let json: JsonValue
  try {
    json = JSON.parse(text) as JsonValue
  } catch (error) {
    throw corrupt(file, line, undefined, `it is not JSON (${(error as Error).message})`, error)
  }
  if (isTooDeep(text, MAX_LINE_DEPTH))
    throw corrupt(file, line, undefined, `it is nested deeper than ${MAX_LINE_DEPTH} levels`)
  return json
}

function restoreBodies(
  action: RecordedAction,
  earlier: ReadonlyMap<number, RecordedAction>,
  file: string,
  line: number,
): RecordedAction {
  const restore = <T extends Body | Value>(
    part: T,
    field: string,
    pick: (base: RecordedAction) => Body | Value | undefined,
  ): T => {
    if (!('json' in part) || part.base === undefined) return part
    const { base: baseIndex, ...rest } = part
    const found = earlier.get(baseIndex)
    const base = found && pick(found)
    if (!base || !('json' in base)) {
      throw corrupt(
        file,
        line,
        `${field}.base`,
        `action ${baseIndex} has no such body before this line`,
      )
    }
    try {
      return { ...rest, json: readDelta(part.json, base.json) } as T
    } catch (error) {
      throw corrupt(file, line, `${field}.json`, (error as Error).message, error)
    }
  }
  const restored = { ...action }
  checkError(action.error, file, line)
  if (action.inputs) restored.inputs = restore(action.inputs, 'inputs', (base) => base.inputs)
  if (action.outputs) restored.outputs = restore(action.outputs, 'outputs', (base) => base.outputs)
  checkValue(restored.inputs, file, line, 'inputs')
  checkValue(restored.outputs, file, line, 'outputs')
  if (action.request?.body) {
    const body = restore(action.request.body, 'request.body', (base) => base.request?.body)
    restored.request = { ...action.request, body }
  }
  if (action.response?.body) {
    const body = restore(action.response.body, 'response.body', (base) => base.response?.body)
    restored.response = { ...action.response, body }
  }
  return restored
}

function checkComplete(
  actions: RecordedAction[],
  end: CassetteEnd,
  file: string,
  lineOf: ReadonlyMap<number, number>,
): void {
  if (actions.length !== end.totals.actions) {
    throw corrupt(
      file,
      actions.length + 2,
      'totals.actions',
      `it ends with ${plural(end.totals.actions, 'action')} but holds ${actions.length}`,
    )
  }
  for (const { index, parent } of actions) {
    if (parent === null || (parent < index && lineOf.has(parent))) continue
    const reason = `action ${parent} is no earlier action`
    throw corrupt(file, lineOf.get(index)!, 'parent', reason)
  }
}

/**
 * Restores a value that is more than JSON once while its file and line are known, so that a replay
 * cannot fail on it later.
 */
function checkValue(value: Value | undefined, file: string, line: number, field: string): void {
  if (value?.meta === undefined) return
  try {
    restoreValue(value)
  } catch (error) {
    throw corrupt(file, line, `${field}.meta`, (error as Error).message, error)
  }
}

function checkError(error: RecordedError | undefined, file: string, line: number): void {
  for (let at = error, path = 'error'; at; at = at.cause, path += '.cause')
    checkValue(at.fields, file, line, `${path}.fields`)
}

function corrupt(...error: Parameters<typeof describeCorrupt>): ReplayError {
  return new ReplayError('CASSETTE_CORRUPT', ...describeCorrupt(...error))
}

function describeCorrupt(
  file: string,
  line: number,
  field: string | undefined,
  reason: string,
  cause?: unknown,
) {
  const where = field ? `line ${line}, field "${field}"` : `line ${line}`
  const beats = {
    attempted: `Failed to read ${file}`,
    reason: `${where}: ${reason}`,
    remedy: RESTORE,
    location: { file, line, ...(field ? { field } : {}) },
  }
  return [beats, { cause }] as const
}

/** Thrown for a line that is not valid, before it is known what is wrong with it. */
export class RefusedLine extends ReplayError {
  readonly #json: JsonValue
  readonly #place: { file: string; line: number }

  constructor(json: JsonValue, place: { file: string; line: number }) {
    super('CASSETTE_CORRUPT', ...describeCorrupt(place.file, place.line, undefined, NOT_VALID))
    this.#json = json
    this.#place = place
  }

  /** The error that names the field. */
  explained(explain: (line: JsonValue) => LineProblem): ReplayError {
    const { path, message } = explain(this.#json)
    return corrupt(this.#place.file, this.#place.line, path, message)
  }
}
