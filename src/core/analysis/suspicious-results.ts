import { saidByService } from './failure/said-by-service.ts'
import { isJsonObject, type JsonValue } from '../json.ts'

/** A call that ended well, and what it gave. */
export interface ResultFacts {
  index: number
  name: string
  /** Read where it is needed. */
  result(): JsonValue | undefined
  /** Reads the page that came in the place of a model's answer; `null` where none did. */
  page?(): string | null
}

/** A result that an agent may not have expected although the call ended well. */
export interface SuspiciousResult {
  index: number
  name: string
  /**
   * It says that something failed, nothing came, it has another form than an earlier one of the same name, or a page came in
   * the place of a model's answer.
   */
  kind: 'error_result' | 'empty_result' | 'changed_shape' | 'page_result'
  /** The JSON paths whose type changed, at most five; none for an empty result. */
  paths: string[]
  /** The error that the result tells of, or the title of the page. */
  said?: string
}

/**
 * Finds results that are empty, and results whose form is another than that of the call of the same name before it.
 *
 * @param before The last known result of each name, such as those of the last execution that passed.
 */
export function findSuspicious(
  results: readonly ResultFacts[],
  before: ReadonlyMap<string, JsonValue> = new Map(),
): SuspiciousResult[] {
  const known = new Map(before)
  return results.flatMap(({ index, name, result, page }): SuspiciousResult[] => {
    const found = page?.() ?? null
    if (found !== null) {
      const said = saidByService(found)
      return [{ index, name, kind: 'page_result', paths: [], ...(said === null ? {} : { said }) }]
    }
    const value = result()
    if (value === undefined) return []
    const earlier = known.get(name)
    // A function that returns nothing may be made so; one that gave something before is not.
    if (value === null && earlier === undefined) return []
    const said = errorWithin(value)
    if (said !== null) return [{ index, name, kind: 'error_result', paths: [], said }]
    if (isEmpty(value)) return [{ index, name, kind: 'empty_result', paths: [] }]
    known.set(name, value)
    if (earlier === undefined) return []
    const paths = changedPaths(earlier, value)
    return paths.length === 0 ? [] : [{ index, name, kind: 'changed_shape', paths }]
  })
}

/** Reads the error of a result that came as if all were well: `{ errors: [...] }`, `{ ok: false, error: '...' }`. */
function errorWithin(value: JsonValue): string | null {
  if (!isJsonObject(value)) return null
  const { errors, error, ok, success } = value
  const isSaid =
    (Array.isArray(errors) && errors.length > 0) ||
    (error !== null && (isJsonObject(error) || typeof error === 'string')) ||
    ok === false ||
    success === false
  return isSaid ? saidByService(value) : null
}

/**
 * Accepts `null`, an empty text, list or object, an object of nothing but `null`, and one whose lists are all empty and that
 * counts nothing: `{ data: null }`, `{ results: [], total: 0 }`.
 */
export function isEmpty(value: JsonValue): boolean {
  if (value === null) return true
  if (typeof value === 'string') return value.trim() === ''
  if (Array.isArray(value)) return value.length === 0
  if (!isJsonObject(value)) return false
  const parts = Object.values(value)
  // A list of errors that is empty says that all is well.
  const lists = Object.entries(value).flatMap(([key, part]) =>
    Array.isArray(part) && !/^(?:errors|warnings)$/i.test(key) ? [part] : [],
  )
  if (parts.length > 0 && parts.every((part) => part === null)) return true
  if (lists.length === 0) return parts.length === 0
  const counts = parts.some((part) => typeof part === 'number' && part > 0)
  return !counts && lists.every((list) => list.length === 0)
}

const MOST_PATHS = 5

function changedPaths(before: JsonValue, now: JsonValue): string[] {
  const [known, found] = [typesOf(before), typesOf(now)]
  const changed = [...known].flatMap(([path, type]) => {
    const other = found.get(path)
    // A value that was absent, or is `null`, is often only optional.
    if (other === undefined) return path.includes('[') || type === 'null' ? [] : [path]
    return other === type || other === 'null' || type === 'null' ? [] : [path]
  })
  return changed.slice(0, MOST_PATHS)
}

/** The type at each path; of a list, that of its first element. */
function typesOf(value: JsonValue, path = '$', found = new Map<string, string>()) {
  const type = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value
  found.set(path, type)
  if (Array.isArray(value)) {
    if (value.length > 0) typesOf(value[0]!, `${path}[]`, found)
  } else if (isJsonObject(value))
    for (const [key, part] of Object.entries(value))
      if (part !== undefined) typesOf(part, `${path}.${key}`, found)
  return found
}
