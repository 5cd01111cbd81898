import { isJsonObject, jsonEqual, type JsonValue } from '../../json.ts'

/** A place where two values differ; `undefined` is a side without a value there. */
export interface PathDifference {
  path: string
  recorded: JsonValue | undefined
  replayed: JsonValue | undefined
}

const MAX_DIFFERENCES = 100

/**
 * Lists the places where two JSON values differ, in document order, the first hundred at most.
 *
 * @example
 * comparePaths({ a: [1, 2] }, { a: [1, 3] }) // [{ path: '$.a[1]', recorded: 2, replayed: 3 }]
 */
export function comparePaths(
  recorded: JsonValue | undefined,
  replayed: JsonValue | undefined,
  root = '$',
): PathDifference[] {
  const differences: PathDifference[] = []
  const visit = (
    a: JsonValue | undefined,
    b: JsonValue | undefined,
    path: string,
    depth: number,
  ) => {
    if (differences.length >= MAX_DIFFERENCES) return
    if (a === b || (a !== undefined && b !== undefined && jsonEqual(a, b))) return
    if (depth < 100 && Array.isArray(a) && Array.isArray(b)) {
      visitArrays(a, b, path, depth)
      return
    }
    if (depth < 100 && isJsonObject(a) && isJsonObject(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
        visit(own(a, key), own(b, key), joinPath(path, key), depth + 1)
      }
      return
    }
    differences.push({ path, recorded: a, replayed: b })
  }
  // Equal elements at both ends are skipped, so that an inserted or removed one does not make all
  // behind it differ.
  const visitArrays = (a: JsonValue[], b: JsonValue[], path: string, depth: number) => {
    const limit = Math.min(a.length, b.length)
    let start = 0
    while (start < limit && jsonEqual(a[start]!, b[start]!)) start++
    let end = 0
    if (a.length !== b.length) {
      while (end < limit - start && jsonEqual(a.at(-1 - end)!, b.at(-1 - end)!)) end++
    }
    for (let i = start; i < Math.max(a.length, b.length) - end; i++) {
      const left = i < a.length - end ? a[i] : undefined
      const right = i < b.length - end ? b[i] : undefined
      visit(left, right, `${path}[${i}]`, depth + 1)
    }
  }
  visit(recorded, replayed, root, 0)
  return differences
}

function own(value: { [key: string]: JsonValue }, key: string): JsonValue | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined
}

function joinPath(path: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`
}
