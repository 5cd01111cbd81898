import type { Body, RecordedAction, RecordedResponse } from '../cassette/schema.ts'
import { isJsonObject, type JsonValue } from '../json.ts'
import { mapStrings } from '../redaction/map-strings.ts'

/** The ids of a recording with their counterparts in a replay. */
export interface Renaming {
  ids: ReadonlyMap<string, string>
  /** The id of the JSON-RPC message that is answered. */
  message: { recorded: JsonValue; replayed: JsonValue } | null
}

/** Puts the ids of the replay in place of the recorded ones in an answer. */
export function renameAnswer(action: RecordedAction, { ids, message }: Renaming): RecordedAction {
  if (ids.size === 0 && !message) return action
  const pattern =
    ids.size === 0 ? undefined : new RegExp([...ids.keys()].map((id) => escape(id)).join('|'), 'g')
  const text = (value: string) => (pattern ? value.replace(pattern, (id) => ids.get(id)!) : value)
  const json = (value: JsonValue) => {
    const renamed = pattern ? mapStrings(value, { string: text }) : value
    return message ? renameMessage(renamed, message) : renamed
  }
  const body = action.response?.body && renameBody(action.response.body, json, text)
  return {
    ...action,
    ...(action.response
      ? { response: { ...withoutBytes(action.response), ...(body ? { body } : {}) } }
      : {}),
    ...(action.outputs && pattern
      ? { outputs: { ...action.outputs, json: mapStrings(action.outputs.json, { string: text }) } }
      : {}),
  }
}

/** @note The encoded bytes hold the recorded ids. */
function withoutBytes(response: RecordedResponse): RecordedResponse {
  return response.wire ? { ...response, wire: { coding: response.wire.coding } } : response
}

function renameBody(
  body: Body,
  json: (value: JsonValue) => JsonValue,
  text: (value: string) => string,
): Body {
  if ('json' in body) return { ...body, json: json(body.json) }
  if ('lines' in body) return { ...body, lines: body.lines.map(json) }
  if ('text' in body) return { ...body, text: text(body.text) }
  if (!('events' in body)) return body
  return {
    ...body,
    events: body.events.map((event) => {
      if ('json' in event) return { ...event, json: json(event.json) }
      return 'data' in event ? { ...event, data: text(event.data) } : event
    }),
  }
}

function renameMessage(value: JsonValue, message: NonNullable<Renaming['message']>): JsonValue {
  if (!isJsonObject(value) || value['jsonrpc'] !== '2.0') return value
  if (value['id'] === message.recorded) return { ...value, id: message.replayed }
  const { params } = value
  if (!isJsonObject(params) || params['progressToken'] !== message.recorded) return value
  return { ...value, params: { ...params, progressToken: message.replayed } }
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Returns the ids of a JSON-RPC message and of the one whose answer it gets, where they differ. */
export function messageOf(recorded: JsonValue, replayed: JsonValue): Renaming['message'] {
  if (!isJsonObject(recorded) || !isJsonObject(replayed)) return null
  if (recorded['jsonrpc'] !== '2.0' || replayed['jsonrpc'] !== '2.0') return null
  const [before, now] = [recorded['id'], replayed['id']]
  return before === undefined || now === undefined || before === now
    ? null
    : { recorded: before, replayed: now }
}
