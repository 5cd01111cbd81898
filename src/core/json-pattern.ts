/** A step into a JSON value: a field's name, or an array's index. */
export type PathSegment = string | number

/** Stands for every index of an array, or for every field of an object. */
const ANY_INDEX = Symbol('[*]')
const ANY_FIELD = Symbol('.*')

/** A JSON path that may stand for several places. */
export type PathPattern = ReadonlyArray<PathSegment | typeof ANY_INDEX | typeof ANY_FIELD>

const STEP = /\.([A-Za-z_$][\w$-]*)|(\.\*)|(\[\*\])|\[(0|[1-9]\d*)\]|\[("(?:[^"\\]|\\.)*")\]/y

/**
 * Reads a JSON path, in which `[*]` stands for every index and `.*` for every field; `undefined` where the text is none.
 *
 * @example
 * parsePathPattern('$.items[*].price')
 * parsePathPattern('$["odd key"][0]')
 */
export function parsePathPattern(text: string): PathPattern | undefined {
  if (!text.startsWith('$')) return undefined
  const pattern: Array<PathPattern[number]> = []
  STEP.lastIndex = 1
  while (STEP.lastIndex < text.length) {
    const step = STEP.exec(text)
    if (!step) return undefined
    const [, name, anyField, anyIndex, index, quoted] = step
    if (name !== undefined) pattern.push(name)
    else if (anyField !== undefined) pattern.push(ANY_FIELD)
    else if (anyIndex !== undefined) pattern.push(ANY_INDEX)
    else if (index !== undefined) pattern.push(Number(index))
    else {
      const key = unquote(quoted!)
      if (key === undefined) return undefined
      pattern.push(key)
    }
  }
  return pattern
}

function unquote(text: string): string | undefined {
  try {
    return JSON.parse(text) as string
  } catch {
    return undefined
  }
}

/** Tests a path against a pattern. */
export function matchesPath(pattern: PathPattern, path: readonly PathSegment[]): boolean {
  if (pattern.length !== path.length) return false
  return pattern.every((step, at) => {
    const segment = path[at]!
    if (step === ANY_INDEX) return typeof segment === 'number'
    if (step === ANY_FIELD) return typeof segment === 'string'
    return step === segment
  })
}

/**
 * Prints a place, as `parsePathPattern` reads it.
 *
 * @example
 * formatPath(['items', 0, 'odd key']) // '$.items[0]["odd key"]'
 */
export function formatPath(path: readonly PathSegment[], root = '$'): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`
    return /^[A-Za-z_$][\w$]*$/.test(segment)
      ? `${text}.${segment}`
      : `${text}[${JSON.stringify(segment)}]`
  }, root)
}
