import { bodyContent } from '../cassette/body.ts'
import type { RecordedAction } from '../cassette/schema.ts'
import type { JsonValue } from '../json.ts'

/** Returns the texts of an action's answer, for its ids to be found; of a stream, also its pieces put together. */
export function outcomeTexts(action: RecordedAction): JsonValue {
  if (action.outputs) return action.outputs.json
  const content = bodyContent(action.response?.body)
  if (!content) return null
  if ('json' in content) return content.json
  const events = content.events.map((event) => event.data)
  return [events, joinPieces(events)]
}

/** The texts that stand at one path in the events of a stream: read one after the other, they are a text. */
function joinPieces(events: readonly JsonValue[]): string[] {
  const joined = new Map<string, string>()
  const stack: Array<{ value: JsonValue; path: string }> = []
  for (const event of events) {
    stack.push({ value: event, path: '' })
    while (stack.length > 0) {
      const { value, path } = stack.pop()!
      if (typeof value === 'string') joined.set(path, (joined.get(path) ?? '') + value)
      else if (typeof value === 'object' && value !== null)
        for (const [key, part] of Object.entries(value))
          stack.push({ value: part, path: `${path}/${key}` })
    }
  }
  return [...joined.values()]
}
