import { isJsonObject, type JsonValue } from '../json.ts'

/** A step of a path: a field, an index, or all of either. */
export type PathStep = { field: string } | { index: number } | 'fields' | 'elements'

const STEP =
  /\.(?<field>[A-Za-z_$][\w$-]*)|\.(?<all>\*)|\[(?:(?<index>\d+)|(?<each>\*)|(?<quoted>"(?:[^"\\]|\\.)*"|'[^']*'))\]/y

/**
 * Reads a path such as `$.messages[*].content`, `$["odd name"]`, `$.metadata.*`; a string says what is wrong with it.
 * There is no `..`: a rule says where it holds.
 */
export function parseJsonPath(path: string, root = '$'): PathStep[] | string {
  if (!path.startsWith(root)) return `it does not begin with "${root}"`
  const steps: PathStep[] = []
  STEP.lastIndex = root.length
  while (STEP.lastIndex < path.length) {
    const at = STEP.lastIndex
    const groups = STEP.exec(path)?.groups
    if (!groups) {
      const reason = path.startsWith('..', at) ? ': ".." is not understood, name each step' : ''
      return `"${path.slice(at)}" is no step${reason}`
    }
    const { field, index, each, all, quoted } = groups
    if (all) steps.push('fields')
    else if (each) steps.push('elements')
    else if (index !== undefined) steps.push({ index: Number(index) })
    else if (field !== undefined) steps.push({ field })
    else steps.push({ field: unquote(quoted!) })
  }
  return steps
}

function unquote(quoted: string): string {
  return quoted.startsWith('"') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
}

/** The path of a field below a path. */
export function joinPath(path: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`
}

/** Replaces what stands at a path, wherever it leads; `undefined` takes it out. What does not change keeps its identity. */
export function mapAtPath(
  value: JsonValue,
  [step, ...rest]: readonly PathStep[],
  change: (value: JsonValue) => JsonValue | undefined,
): JsonValue | undefined {
  if (step === undefined) return change(value)
  const inner = (part: JsonValue) => mapAtPath(part, rest, change)
  if (Array.isArray(value)) {
    if (step !== 'elements' && !(typeof step === 'object' && 'index' in step)) return value
    let changed = false
    const mapped = value.map((part, at) => {
      if (step !== 'elements' && step.index !== at) return part
      // An element that is taken out leaves its place: the others keep their indexes.
      const next = inner(part) ?? null
      changed ||= next !== part
      return next
    })
    return changed ? mapped : value
  }
  if (!isJsonObject(value)) return value
  const keys =
    step === 'fields'
      ? Object.keys(value)
      : typeof step === 'object' && 'field' in step && Object.hasOwn(value, step.field)
        ? [step.field]
        : []
  let copy: { [key: string]: JsonValue } | undefined
  for (const key of keys) {
    const next = inner(value[key]!)
    if (next === value[key]) continue
    copy ??= { ...value }
    if (next === undefined) delete copy[key]
    else copy[key] = next
  }
  return copy ?? value
}
