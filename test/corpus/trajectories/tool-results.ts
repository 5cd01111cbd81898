import type { Json, ToolUse } from '../../../fixtures/projects/trajectories/script.ts'
import { isJsonObject, type JsonObject, parseJson } from '../../../src/core/json.ts'

/** Returns true for a message of a conversation that came from the model. */
export function isAnswer(item: Json): boolean {
  if (!isJsonObject(item)) return false
  const { role, type } = item
  if (typeof role === 'string') return role === 'assistant' || role === 'model'
  return typeof type === 'string' && !type.endsWith('_output')
}

/** Returns true for a message that holds results of tools. */
export function isResult(item: Json): boolean {
  return resultsIn(item).length > 0
}

/** The tools that an answer asked for, each with the place of its value in the messages that brought it. */
export function toolUses(reply: Array<Json>, results: Array<Json>): Array<ToolUse> {
  const calls = reply.flatMap(callsIn)
  return results.flatMap((item, n) =>
    resultsIn(item).map(({ id, at, value }) => {
      const found = calls.findIndex((call) => id === null || call.id === null || call.id === id)
      const call = found === -1 ? undefined : calls.splice(found, 1)[0]
      return { name: call?.name ?? 'tool', args: call?.args ?? null, value, at: [n, ...at] }
    }),
  )
}

interface Found {
  id: string | null
  value: Json
  at: Array<string | number>
}

function resultsIn(item: Json): Array<Found> {
  if (!isJsonObject(item)) return []
  if (item['role'] === 'tool') return found(item, 'tool_call_id', ['content'])
  if (typeof item['type'] === 'string' && item['type'].endsWith('_call_output'))
    return found(item, 'call_id', ['output'])
  const inContent = objects(item['content']).flatMap(([block, i]) =>
    block['type'] === 'tool_result' ? found(block, 'tool_use_id', ['content', i, 'content']) : [],
  )
  const inParts = objects(item['parts']).flatMap(([part, i]) => {
    const response = part['functionResponse']
    return isJsonObject(response)
      ? found(response, 'id', ['parts', i, 'functionResponse', 'response'])
      : []
  })
  return [...inContent, ...inParts]
}

function found(holder: JsonObject, idKey: string, at: Found['at']): Array<Found> {
  const value = holder[String(at.at(-1))]
  const id = holder[idKey]
  return value === undefined ? [] : [{ id: typeof id === 'string' ? id : null, value, at }]
}

interface FoundCall {
  id: string | null
  name: string
  args: Json
}

function callsIn(item: Json): Array<FoundCall> {
  if (!isJsonObject(item)) return []
  const chat = objects(item['tool_calls']).flatMap(([call]) => {
    const called = call['function']
    return isJsonObject(called) ? toCall(call['id'], called['name'], called['arguments']) : []
  })
  const block = objects(item['content']).flatMap(([part]) =>
    part['type'] === 'tool_use' ? toCall(part['id'], part['name'], part['input']) : [],
  )
  const google = objects(item['parts']).flatMap(([part]) => {
    const called = part['functionCall']
    return isJsonObject(called) ? toCall(called['id'], called['name'], called['args']) : []
  })
  const responses =
    typeof item['call_id'] === 'string'
      ? toCall(item['call_id'], item['name'], item['arguments'])
      : []
  return [...chat, ...block, ...google, ...responses]
}

function toCall(
  id: Json | undefined,
  name: Json | undefined,
  args: Json | undefined,
): Array<FoundCall> {
  const parsed = typeof args === 'string' ? (parseJson(args) ?? args) : (args ?? null)
  return [
    {
      id: typeof id === 'string' ? id : null,
      name: typeof name === 'string' ? name : 'tool',
      args: parsed,
    },
  ]
}

function objects(value: Json | undefined): Array<[object: JsonObject, index: number]> {
  if (!Array.isArray(value)) return []
  return value.flatMap((entry, index): Array<[JsonObject, number]> =>
    isJsonObject(entry) ? [[entry, index]] : [],
  )
}
