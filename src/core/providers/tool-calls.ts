import { parseJson } from '../json.ts'
import type { JsonValue } from '../json.ts'
import type { ToolCall } from './model-call.ts'

/** The arguments of a call: parsed where they are JSON text, else unchanged. */
export function parseArguments(value: JsonValue | undefined): JsonValue {
  if (typeof value === 'string') return parseJson(value) ?? value
  return value ?? null
}

interface StreamedCall {
  key: number
  id: string | null
  name: string
  initial: JsonValue
  text: string
}

/** Assembles tool calls whose arguments arrive in pieces. */
export class StreamedToolCalls {
  readonly #calls: Array<StreamedCall> = []

  start(key: number, call: { id: string | null; name: string; initial?: JsonValue }): void {
    this.#calls.push({ key, id: call.id, name: call.name, initial: call.initial ?? '', text: '' })
  }

  append(key: number, text: string): void {
    const call = this.latest(key)
    if (call) call.text += text
  }

  latest(key: number): StreamedCall | undefined {
    return this.#calls.findLast((call) => call.key === key)
  }

  get size(): number {
    return this.#calls.length
  }

  list(): Array<ToolCall> {
    return this.#calls.map(({ id, name, initial, text }) => ({
      id,
      name,
      arguments: text === '' ? initial : parseArguments(text),
    }))
  }
}
