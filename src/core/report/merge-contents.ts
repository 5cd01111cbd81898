import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Contents } from './contents.ts'
import type { RunReport } from './schema.ts'

/** A run with the contents that it refers to. */
export interface RunWithContents {
  run: RunReport
  contents: Contents
}

/**
 * Puts the contents of runs together, each part once and under a short key: the keys that tell parts apart across
 * machines are a good deal of a large report. The runs are changed in place; what no run refers to is left out.
 *
 * @param published Their order settles the keys.
 */
export function mergeContents(published: readonly RunWithContents[]): Contents {
  const merged: Contents = {}
  const keys = new Map<string, string>()

  const follow = (node: JsonObject, key: string, contents: Contents, stack: JsonValue[]) => {
    let short = keys.get(key)
    if (short === undefined && Object.hasOwn(contents, key)) {
      keys.set(key, (short = keys.size.toString(36)))
      merged[short] = contents[key]!
      stack.push(contents[key]!)
    }
    if (short !== undefined) node['$ref'] = short
    if (node['$then'] !== undefined) stack.push(node['$then'])
  }

  for (const { run, contents } of published) {
    const stack = packedParts(run)
    while (stack.length > 0) {
      const next = stack.pop()!
      if (Array.isArray(next)) for (const item of next) stack.push(item)
      else if (isJsonObject(next)) {
        const key = next['$ref']
        const literal = next['$literal']
        if (typeof key === 'string') follow(next, key, contents, stack)
        // Its own fields are the user's, whatever they are called; what they hold is packed.
        else
          for (const field of Object.values(isJsonObject(literal) ? literal : next))
            stack.push(field)
      }
    }
  }
  return merged
}

/** Everything in a run that may hold references. */
export function packedParts(run: RunReport): JsonValue[] {
  const outcomes = [run.finalOutput.recorded, run.finalOutput.replayed]
  const parts: Array<JsonValue | undefined> = [
    run.input,
    ...outcomes.map((outcome) => (outcome && 'output' in outcome ? outcome.output : undefined)),
    ...run.actions.flatMap((action) => [
      action.inputs,
      action.outputs,
      action.asked,
      action.returned,
      action.answer,
    ]),
    ...run.recordedActions.flatMap((action) => [action.inputs, action.outputs]),
  ]
  return parts.filter((part) => part !== undefined)
}
