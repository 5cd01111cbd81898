import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts'
import { LITERAL, REF, THEN, type Contents } from './contents.ts'
import { fileKey, omittedParts, packedParts } from './packed-parts.ts'
import type { RunReport } from '../schema.ts'

/** A run with the contents that it refers to. */
export interface RunWithContents {
  run: RunReport
  contents: Contents
  /** Distinguishes contents of which the same key stands for something else. */
  scope?: string
}

/** The most that a report holds of parts offered as files, in printed characters: JavaScript has no text of 1 GiB. */
const MAX_FILES = 128 * 1024 * 1024

/**
 * Puts the contents of runs together, each part once and under a short key: the keys that distinguish parts across
 * machines are a good deal of a large report. The runs are changed in place; what no run refers to is left out.
 *
 * @param published Their order determines the keys.
 * @param maxFiles How much of bodies that are too large to be shown is kept.
 */
export function mergeContents(
  published: readonly RunWithContents[],
  maxFiles = MAX_FILES,
): Contents {
  let room = maxFiles
  const merged: Contents = {}
  const keys = new Map<string, string>()

  const follow = (
    node: JsonObject,
    key: string,
    { contents, scope = '' }: RunWithContents,
    stack: JsonValue[],
  ) => {
    let short = keys.get(scope + key)
    if (short === undefined && Object.hasOwn(contents, key)) {
      keys.set(scope + key, (short = keys.size.toString(36)))
      merged[short] = contents[key]!
      stack.push(contents[key]!)
    }
    if (short !== undefined) node[REF] = short
    if (node[THEN] !== undefined) stack.push(node[THEN])
  }

  for (const one of published) {
    const { run, contents, scope = '' } = one
    const stack = packedParts(run)
    while (stack.length > 0) {
      const next = stack.pop()!
      if (Array.isArray(next)) for (const item of next) stack.push(item)
      else if (isJsonObject(next)) {
        const key = next[REF]
        const literal = next[LITERAL]
        if (typeof key === 'string') follow(next, key, one, stack)
        // Its own fields are the user's, whatever they are called; what they hold is packed.
        else
          for (const field of Object.values(isJsonObject(literal) ? literal : next))
            stack.push(field)
      }
    }
    for (const omitted of omittedParts(run)) {
      const key = fileKey(omitted)
      if (key === null) continue
      if (!keys.has(scope + key)) {
        const size = JSON.stringify(contents[key] ?? '').length
        if (size > room) {
          delete omitted.content
          continue
        }
        room -= size
      }
      follow(omitted.content!.text as JsonObject, key, one, [])
    }
  }
  return merged
}
