import type { ReportAction } from '../../core/report/action-schema.ts'
import type { JsonValue } from '../../core/json.ts'
import type { LoadedRun } from './loaded-run.ts'

const texts = new WeakMap<ReportAction, string>()

/** The searchable text of an action: the part it adds, without the repeated conversation. */
export function printContent(loaded: LoadedRun, action: ReportAction): string {
  let text = texts.get(action)
  if (text === undefined) {
    text = readContent(loaded, action).toLowerCase()
    texts.set(action, text)
  }
  return text
}

/** The same text as it is written, without keeping it. */
export function readContent(loaded: LoadedRun, action: ReportAction): string {
  const { contents } = loaded.source
  return [action.inputs, action.asked, action.outputs, action.returned, action.answer]
    .map((part) => (part === undefined ? '' : ownText(part, contents)))
    .join('\n')
}

/** The text of a run's input and final output. */
export function readEnds({ run, source }: LoadedRun): string {
  const { recorded, replayed } = run.finalOutput
  return [
    run.input,
    ...[recorded, replayed].map((end) => (end && 'output' in end ? end.output : undefined)),
  ]
    .map((part) => (part === undefined ? '' : ownText(part, source.contents)))
    .join('\n')
}

const LIMIT = 64_000

/**
 * @note Of a list that continues an earlier one, only the new part is searched: the rest is found
 * at the earlier action.
 */
function ownText(packed: JsonValue, contents: Record<string, JsonValue>): string {
  let text = ''
  const stack: JsonValue[] = [packed]
  const seen = new Set<string>()
  while (stack.length > 0 && text.length < LIMIT) {
    const next = stack.pop()!
    if (typeof next === 'string') text += `${next}\n`
    else if (Array.isArray(next)) stack.push(...next.slice(0, 1000).reverse())
    else if (typeof next === 'object' && next !== null) {
      const key = next['$ref']
      if (typeof key !== 'string') stack.push(...Object.values(next).reverse())
      else if (!seen.has(key)) {
        seen.add(key)
        const then = next['$then']
        if (Array.isArray(then)) stack.push(then)
        else if (Object.hasOwn(contents, key)) stack.push(contents[key]!)
      }
    } else text += `${String(next)}\n`
  }
  return text
}
