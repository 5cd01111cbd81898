import { bodyBytes, describeRaw } from '../../../core/cassette/body.ts'
import type { Body } from '../../../core/cassette/body-schema.ts'
import { RawBody } from '../../../core/cassette/raw-body.ts'
import { redactBody } from '../../../core/cassette/redact-body.ts'
import type { RecordedAction } from '../../../core/cassette/schema.ts'
import { bytesEqual, fromBase64, toBase64, utf8 } from '../../../core/bytes.ts'
import type { ProcessEvent } from '../../../core/processes/process-schema.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts'
import { isChosenVariable } from '../../../core/processes/variables.ts'
import { mapStrings } from '../../../core/redaction/map-strings.ts'
import type { Redactor } from '../../../core/redaction/index.ts'
import type { ProcessCall, ProcessInput } from '../../context/process-call.ts'
import { findFolders, nameFolders, namePlaces, type RunPlaces } from './run-places.ts'

type Inputs = NonNullable<RecordedAction['inputs']>

/** The parts of a pass that its processes are described by. */
export interface ContentOptions {
  places: RunPlaces
  redactor: Redactor
}

/** The folder that the tests were started in: no agent has chosen it. */
const startedIn = process.cwd()

/** The part of a process's inputs that is known when it is started. */
export function describeStart(
  call: Pick<ProcessCall, 'command' | 'cwd'>,
  { places, redactor }: ContentOptions,
): JsonObject {
  const named = (text: string) => redactor.text(namePlaces(text, places))
  const cwd = call.cwd ?? process.cwd()
  const isChosen = cwd !== places.root && cwd !== startedIn
  return {
    command: redactor.json(call.command.map(named)),
    ...(isChosen ? { cwd: named(cwd) } : {}),
  }
}

/** A path of this machine: at the beginning of a value or of a part of it. */
const MACHINE_PATH = /(?:^|[:;=,\s"'])(?:[A-Za-z]:[\\/]|\/(?!\/))/

/**
 * Describes what an agent sets for a process: its variables, and its name.
 *
 * @param recorded The names of variables that were recorded: on another machine, the agent's own process may have them as well.
 */
export function describeSettings(
  { env, variable, argv0 }: Pick<ProcessCall, 'env' | 'variable' | 'argv0'>,
  recorded: readonly string[],
  { places, redactor }: ContentOptions,
): JsonObject {
  const names = [...new Set([...env, ...recorded])].filter(isChosenVariable).sort()
  const values = names.flatMap((name): Array<[string, string]> => {
    const value = variable(name)
    if (value === undefined) return []
    const named = namePlaces(value, places)
    return [[name, MACHINE_PATH.test(named) ? '<path>' : named]]
  })
  return {
    ...(env.length > 0 || values.length > 0
      ? { env: redactor.json(Object.fromEntries(values)) }
      : {}),
    ...(argv0 === undefined ? {} : { argv0: redactor.text(namePlaces(argv0, places)) }),
  }
}

/** Describes what a process was sent, as far as it was. */
export function describeSent(input: ProcessInput, options: ContentOptions): JsonObject {
  const { stdin, messages, signals } = input
  return {
    ...(stdin.length > 0 ? { stdin: describeStream(stdin, options) } : {}),
    ...(messages.length > 0 ? { messages: describeStream(messages, options) } : {}),
    ...(signals.length > 0 ? { signals: [...signals] } : {}),
  }
}

/** Joins both parts of a process's inputs. */
export function inputsOf(start: JsonObject, sent: JsonObject): Inputs {
  return { json: { ...start, ...sent } }
}

/** Returns the part of recorded inputs that was sent after the start. */
export function recordedSent({ inputs }: RecordedAction): JsonObject {
  const json = inputs?.json
  if (!isJsonObject(json)) return {}
  const { command: _command, cwd: _cwd, env: _env, argv0: _argv0, ...sent } = json
  return sent
}

/** Counts the inputs of a recorded process before its first output; 0 where each message is an action of its own. */
export function inputBeforeOutput({ process }: RecordedAction): number {
  return process?.protocol ? 0 : (process?.events?.[0]?.after ?? 0)
}

/** Checks that a recorded process was sent the same at first. */
export function beginsWith(recorded: JsonObject, sent: JsonObject): boolean {
  const bytes = streamBytes(sent['stdin'])
  return bytesEqual(streamBytes(recorded['stdin']).subarray(0, bytes.length), bytes)
}

/** Describes the bytes of a stream: messages as JSON, text as text, other bytes as base64, without their secrets. */
export function describeStream(bytes: Uint8Array, { places, redactor }: ContentOptions): JsonValue {
  const raw = new RawBody(bytes)
  const body = describeMessages(raw) ?? describeRaw(raw, 'text/plain')
  if (!body) return ''
  const kept = redactBody(body, redactor)
  if ('lines' in kept)
    return { messages: mapStrings(kept.lines, { string: (text) => nameFolders(text, places) }) }
  if ('base64' in kept) return { base64: kept.base64 }
  const { text } = new RawBody(bodyBytes(kept))
  return text === undefined ? { base64: toBase64(bodyBytes(kept)) } : nameFolders(text, places)
}

/** Reads lines of JSON, as protocols of messages send them; `null` for everything else. */
function describeMessages(raw: RawBody): Body | null {
  if (!raw.text?.startsWith('{') || !raw.text.endsWith('}\n')) return null
  const body = describeRaw(raw, 'application/x-ndjson')
  return body && 'lines' in body && body.tail === undefined ? body : null
}

/** Returns the bytes of a described stream, with the folders of this run. */
export function streamBytes(stream: JsonValue | undefined, places?: RunPlaces): Uint8Array {
  const text = streamText(stream)
  if (text !== undefined) return utf8(places ? findFolders(text, places) : text)
  const base64 = isJsonObject(stream ?? null) ? (stream as JsonObject)['base64'] : undefined
  return typeof base64 === 'string' ? fromBase64(base64) : new Uint8Array()
}

function streamText(stream: JsonValue | undefined): string | undefined {
  if (typeof stream === 'string') return stream
  const messages = isJsonObject(stream ?? null) ? (stream as JsonObject)['messages'] : undefined
  if (!Array.isArray(messages)) return undefined
  return messages.map((message) => `${JSON.stringify(message)}\n`).join('')
}

const NAMES = ['stdin', 'stdout', 'stderr']

/** The name of a stream in the outputs of a process. */
export function streamName(fd: number, isChannel: boolean): string {
  return isChannel ? 'messages' : (NAMES[fd] ?? `fd${fd}`)
}

/** A secret that was replaced has another length: pieces are cut in the same places, as far as there are any. */
export function recut(events: readonly ProcessEvent[], fd: number, length: number): void {
  let left = length
  const own = events.flatMap((event) =>
    'fd' in event && event.fd === fd && event.bytes > 0 ? [event] : [],
  )
  for (const [index, event] of own.entries()) {
    event.bytes = index === own.length - 1 ? left : Math.min(event.bytes, left)
    left -= event.bytes
  }
}
