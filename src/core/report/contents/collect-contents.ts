import type { JsonValue } from '../../json.ts'
import { referenceKey, type Contents } from './contents.ts'

/**
 * Collects the contents that some packed parts refer to, and those that these refer to.
 *
 * @param known Keys that are not collected, nor followed.
 */
export function collectContents(
  parts: readonly JsonValue[],
  contents: Contents,
  known?: ReadonlySet<string>,
): Contents {
  const found: Contents = {}
  const open = [...parts]
  while (open.length > 0) {
    const value = open.pop()!
    if (typeof value !== 'object' || value === null) continue
    if (Array.isArray(value)) {
      for (const item of value) open.push(item)
      continue
    }
    const key = referenceKey(value)
    const isNew = key !== null && !Object.hasOwn(found, key) && !known?.has(key)
    if (isNew && Object.hasOwn(contents, key)) {
      found[key] = contents[key]!
      open.push(contents[key]!)
    }
    for (const field in value) open.push(value[field]!)
  }
  return found
}
