import type { RecordedAction } from '../../cassette/schema.ts'
import { isJsonObject, jsonEqual, type JsonValue } from '../../json.ts'
import { askedOf } from '../../matching/asked-of.ts'
import { messageListOf } from '../../matching/conversation.ts'
import { joinPath } from '../../matching/json-path.ts'
import { readModelRequest } from '../../providers/index.ts'
import { stableJson } from '../../stable-json.ts'
import { toFinding, type Sighting } from './sighting.ts'

/**
 * Finds lists without a defined order: results by their arrival, and the same elements in another
 * order.
 */
export function findOrder(actions: readonly RecordedAction[]): Sighting[] {
  const sightings: Sighting[] = []
  const known = new Map<string, Sighting>()
  const last = new Map<string, JsonValue>()
  const add = (action: RecordedAction, key: string, make: () => Sighting['finding']) => {
    const before = known.get(key)
    if (before) return void before.reach.add(action.index)
    const sighting = { finding: make(), reach: new Set([action.index]) }
    known.set(key, sighting)
    sightings.push(sighting)
  }
  for (const action of actions) {
    const { operation, asked } = askedOf(action)
    for (const ids of shuffledResults(action, asked.body))
      add(action, `results ${ids}`, () =>
        toFinding(action, `$.${messageListOf(asked.body)!.key}`, {
          type: 'ordering',
          severity: 'medium',
          cause: 'arrival_order',
          value: ids,
          observation: { code: 'results_by_arrival' },
          remedy: 'result_order',
        }),
      )
    // A model chooses a tool's inputs, and their order.
    if (action.type !== 'llm') continue
    const before = last.get(operation)
    last.set(operation, asked.body)
    if (before === undefined) continue
    for (const path of reordered(before, asked.body))
      add(action, `list ${operation} ${path}`, () =>
        toFinding(action, path, {
          type: 'ordering',
          severity: 'medium',
          cause: 'unknown',
          value: null,
          observation: { code: 'reordered_list' },
          remedy: 'collection_order',
        }),
      )
  }
  return sightings
}

/** The ids of results in their order, for each message whose calls were answered in another order. */
function shuffledResults({ request }: RecordedAction, body: JsonValue): string[] {
  const read = request && readModelRequest({ ...request, body })
  if (!read) return []
  const results = read.messages.flatMap(({ toolCallId }) => toolCallId ?? [])
  return read.messages.flatMap(({ toolCalls }) => {
    const calls = toolCalls.flatMap(({ id }) => id ?? [])
    const asked = new Set(calls)
    const answered = results.filter((id) => asked.has(id))
    const isComplete =
      asked.size > 1 && asked.size === calls.length && answered.length === calls.length
    return isComplete && !jsonEqual(calls, answered) ? [answered.join(', ')] : []
  })
}

/**
 * The paths of lists, other than the conversation, whose elements are the same in another order.
 */
function reordered(before: JsonValue, now: JsonValue): string[] {
  const conversation = messageListOf(now)?.messages
  const found: string[] = []
  const walk = (a: JsonValue, b: JsonValue, path: string, depth: number): void => {
    if (a === b || b === conversation || depth > 100) return
    if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length || jsonEqual(a, b)) return
      if (jsonEqual(a.map(stableJson).sort(), b.map(stableJson).sort()))
        return void found.push(path)
      for (const [at, part] of a.entries()) walk(part, b[at]!, `${path}[${at}]`, depth + 1)
    } else if (isJsonObject(a) && isJsonObject(b)) {
      for (const key of Object.keys(b))
        if (Object.hasOwn(a, key)) walk(a[key]!, b[key]!, joinPath(path, key), depth + 1)
    }
  }
  walk(before, now, '$', 0)
  return found
}
