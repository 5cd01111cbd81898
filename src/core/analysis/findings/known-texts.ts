import { bodyContent } from '../../cassette/body.ts'
import type { Cassette, RecordedAction } from '../../cassette/schema.ts'
import { isJsonObject, type JsonValue } from '../../json.ts'
import { readModelAnswer } from '../../providers/index.ts'

/**
 * The texts a run received, by its input and by the answers so far: values in them are not made by
 * the agent.
 */
export interface KnownTexts {
  /** Adds the texts of an action's answer. */
  learn(action: RecordedAction): void
  tells(value: string): boolean
}

/** Creates the texts a run knows before its first action. */
export function createKnownTexts({ header }: Cassette): KnownTexts {
  const texts = new Set<string>()
  const visited = new WeakSet<object>()
  const add = (root: JsonValue | undefined) => {
    const stack = root === undefined ? [] : [root]
    while (stack.length > 0) {
      const value = stack.pop()!
      if (typeof value === 'string' || typeof value === 'number') texts.add(String(value))
      else if (typeof value === 'object' && value !== null && !visited.has(value)) {
        visited.add(value)
        if (isJsonObject(value)) for (const key of Object.keys(value)) texts.add(key)
        for (const part of Object.values(value)) stack.push(part)
      }
    }
  }
  add(header.input?.json)
  return {
    learn({ request, response, outputs, error }) {
      add(outputs?.json)
      if (error) add(error.message)
      for (const [, value] of response?.headers ?? []) texts.add(value)
      const content = bodyContent(response?.body)
      if (!content) return
      if ('json' in content) add(content.json)
      else add(content.events.map(({ data }) => data))
      // A stream splits its text into pieces, so the joined text is added too.
      const answer = readModelAnswer(request?.url ?? '', {
        status: response!.status,
        body: content,
      })
      add(answer?.text)
      for (const { arguments: given } of answer?.toolCalls ?? []) add(given)
    },
    tells(value) {
      for (const text of texts) if (text.includes(value)) return true
      return false
    },
  }
}
