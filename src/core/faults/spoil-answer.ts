import type { Body, StreamEvent } from '../cassette/schema.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'

/** An answer with status 200 that an agent has to bear. */
export type SpoiltAnswer = 'malformed_arguments' | 'unknown_arguments' | 'empty_answer' | 'refusal'

/** The text of a refusal, by which it is recognised in an output. */
export const REFUSAL = "I'm sorry, but I can't help with that."

/**
 * Rewrites the answer of a model, whole or streamed, in the form of its API; `undefined` where it has no such form, or would
 * stay as it is.
 */
export function spoilAnswer(body: Body, fault: SpoiltAnswer): Body | undefined {
  const spoiler = new Spoiler(fault)
  if ('json' in body) {
    const json = spoiler.spoil(body.json)
    return spoiler.hasChanged && json !== null ? { ...body, json } : undefined
  }
  if ('events' in body) {
    const events = body.events.flatMap((event): StreamEvent[] => {
      if (!('json' in event)) return [event]
      const json = spoiler.spoil(event.json)
      return json === null ? [] : [{ ...event, json }]
    })
    const { times: _, ...rest } = body
    return spoiler.hasChanged ? { ...rest, events } : undefined
  }
  return undefined
}

/** Events of the responses API that hold a part of its output. */
const OUTPUT_EVENT =
  /^response\.(output|content_part|function_call|reasoning|refusal|custom_tool|web_search|file_search|code_interpreter|mcp)/

class Spoiler {
  hasChanged = false
  readonly #fault: SpoiltAnswer
  #hasRefused = false

  constructor(fault: SpoiltAnswer) {
    this.#fault = fault
  }

  /** It is the arguments of calls that are wrong. */
  get #isOfCalls(): boolean {
    return this.#fault === 'malformed_arguments' || this.#fault === 'unknown_arguments'
  }

  /** Rewrites an answer, or an event of one; `null` leaves the event out. */
  spoil(json: JsonValue): JsonValue | null {
    if (!isJsonObject(json)) return json
    if (Array.isArray(json['choices'])) return this.#each(json, 'choices', this.#choice)
    if (Array.isArray(json['candidates'])) return this.#each(json, 'candidates', this.#candidate)
    if (Array.isArray(json['output'])) return this.#response(json)
    const { type } = json
    if (typeof type !== 'string') return json
    if (type.startsWith('response.')) return this.#responseEvent(json, type)
    if (type === 'message') return this.#message(json)
    if (type.startsWith('content_block') || type === 'message_delta')
      return this.#messageEvent(json, type)
    return json
  }

  #each(json: JsonObject, key: string, map: (item: JsonObject) => JsonObject): JsonObject {
    const items = json[key] as JsonValue[]
    return { ...json, [key]: items.map((item) => (isJsonObject(item) ? map(item) : item)) }
  }

  #change(json: JsonObject, fields: JsonObject): JsonObject {
    this.hasChanged = true
    return { ...json, ...fields }
  }

  /** Breaks the arguments of calls, as texts or as objects, wherever they stand in a value. */
  #breakCalls(value: JsonValue): JsonValue {
    if (Array.isArray(value)) return value.map((item) => this.#breakCalls(item))
    if (!isJsonObject(value)) return value
    const broken: JsonObject = {}
    for (const [key, field] of Object.entries(value)) {
      const isText = key === 'arguments' || key === 'partial_json'
      if (isText && typeof field === 'string') broken[key] = this.#breakText(field)
      else if (key === 'args' || (key === 'input' && value['type'] === 'tool_use')) {
        broken[key] = this.#breakObject(isJsonObject(field) ? field : {})
      } else broken[key] = this.#breakCalls(field)
    }
    return broken
  }

  #breakObject(given: JsonObject): JsonObject {
    const fields = Object.entries(given)
    if (fields.length > 0) this.hasChanged = true
    if (this.#fault === 'malformed_arguments') return {}
    return Object.fromEntries(fields.map(([name, value]) => [`unknown_${name}`, value]))
  }

  /** Without an end, no JSON object can be read; its first name is another one where the arguments are unknown. */
  #breakText(text: string): string {
    const broken =
      this.#fault === 'malformed_arguments'
        ? text.replaceAll('}', '')
        : text.replace(/^\s*\{\s*"/, '$&unknown_')
    if (broken !== text) this.hasChanged = true
    return broken
  }

  /** A choice of the chat API: its message, or the part of it that an event adds. */
  readonly #choice = (choice: JsonObject): JsonObject => {
    if (this.#isOfCalls) return this.#breakCalls(choice) as JsonObject
    const key = isJsonObject(choice['message']) ? 'message' : 'delta'
    const message = choice[key]
    const reason = choice['finish_reason']
    const finish: JsonObject = typeof reason === 'string' ? { finish_reason: 'stop' } : {}
    if (!isJsonObject(message)) return choice
    const { tool_calls: calls, function_call: _, content, ...rest } = message
    if (calls === undefined && !content) return { ...choice, ...finish }
    const isRefusal = this.#fault === 'refusal' && !this.#hasRefused
    this.#hasRefused ||= isRefusal
    const answer: JsonObject = isRefusal
      ? { content: null, refusal: REFUSAL }
      : { content: this.#fault === 'refusal' ? null : '' }
    return this.#change(choice, { ...finish, [key]: { ...rest, ...answer } })
  }

  readonly #candidate = (candidate: JsonObject): JsonObject => {
    if (this.#isOfCalls) return this.#breakCalls(candidate) as JsonObject
    const { content, ...rest } = candidate
    if (this.#fault === 'refusal') return this.#change(rest, { finishReason: 'SAFETY' })
    const role = isJsonObject(content) ? (content['role'] ?? 'model') : 'model'
    return this.#change(rest, { content: { role, parts: [] } })
  }

  #response(response: JsonObject): JsonObject {
    if (this.#isOfCalls) return this.#breakCalls(response) as JsonObject
    if ((response['output'] as JsonValue[]).length === 0) return response
    const content = [{ type: 'refusal', refusal: REFUSAL }]
    const message = { id: 'msg_refusal', type: 'message', role: 'assistant', status: 'completed' }
    return this.#change(response, {
      output: this.#fault === 'refusal' ? [{ ...message, content }] : [],
    })
  }

  #responseEvent(event: JsonObject, type: string): JsonObject | null {
    if (this.#isOfCalls) {
      const { delta } = event
      const isDelta = type === 'response.function_call_arguments.delta'
      return isDelta && typeof delta === 'string'
        ? { ...event, delta: this.#breakText(delta) }
        : (this.#breakCalls(event) as JsonObject)
    }
    if (OUTPUT_EVENT.test(type)) {
      this.hasChanged = true
      return null
    }
    const { response } = event
    return isJsonObject(response) && Array.isArray(response['output'])
      ? { ...event, response: this.#response(response) }
      : event
  }

  #message(message: JsonObject): JsonObject {
    if (this.#isOfCalls) return this.#breakCalls(message) as JsonObject
    return this.#change(message, { content: [], stop_reason: this.#stopReason })
  }

  #messageEvent(event: JsonObject, type: string): JsonObject | null {
    if (this.#isOfCalls) return this.#breakCalls(event) as JsonObject
    this.hasChanged = true
    const { delta } = event
    if (type !== 'message_delta' || !isJsonObject(delta)) return null
    return { ...event, delta: { ...delta, stop_reason: this.#stopReason } }
  }

  get #stopReason(): string {
    return this.#fault === 'refusal' ? 'refusal' : 'end_turn'
  }
}
