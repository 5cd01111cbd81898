import type { Divergence } from '../divergence/schema.ts'
import { isJsonObject, type JsonValue } from '../json.ts'
import type { PerformedAction, PerformedRun } from './performed-run.ts'

/** What a model's changed answers asked for, in either run, and what changed them. */
interface Asked {
  root: number
  base: AskedCalls
  head: AskedCalls
}

interface AskedCalls {
  /** The arguments of the calls, as text. */
  text: string
  /** Whether the last answer asked for a call, so that the model is called again with what it gave. */
  goesOn: boolean
}

/**
 * Folds calls that a model's own answers account for. Two recordings have answers of their own: where a model was asked
 * something else and asks for other tools then, the calls that only one run makes follow from that, and not from the code.
 * A call whose inputs come from no such answer stays a first cause.
 */
export function followAnswers(
  divergences: readonly Divergence[],
  base: PerformedRun,
  head: PerformedRun,
): Divergence[] {
  const [before, now] = [byIndex(base), byIndex(head)]
  const roots = new Map<number, Divergence>()
  const rootOf = ({ index, causedBy }: Divergence) => {
    const own = causedBy ?? index
    return roots.get(own)?.index ?? own
  }
  const known = new Map(divergences.map((divergence) => [divergence.index, divergence]))
  let asked: Asked | null = null
  for (const divergence of divergences) {
    const a = before.get(divergence.recordedIndex ?? -1)
    const b = now.get(divergence.replayedIndex ?? -1)
    if (asked && divergence.firstCause && isAccountedFor(asked, a, b))
      roots.set(divergence.index, known.get(asked.root)!)
    if ((a ?? b)?.type === 'llm') asked = askedSince(asked, rootOf(divergence), a, b)
  }
  if (roots.size === 0) return [...divergences]
  return divergences.map((divergence) => {
    const root = roots.get(divergence.causedBy ?? divergence.index)
    if (!root) return divergence
    return { ...divergence, firstCause: false, causedBy: root.index, cause: root.cause }
  })
}

/** Whether a call that one run alone makes was asked for by an answer of its model. */
function isAccountedFor(
  { base, head }: Asked,
  a: PerformedAction | undefined,
  b: PerformedAction | undefined,
): boolean {
  // A call that both runs make is none of the model's doing.
  if (a && b) return false
  const [action, calls] = a ? ([a, base] as const) : ([b!, head] as const)
  if (action === undefined) return false
  if (action.type === 'llm') return calls.goesOn
  const values = leavesOf(action.asked?.body)
  return values.length > 0 && values.every((value) => calls.text.includes(value))
}

/** What was asked for up to here, with the answers of one more call of the model on either side. */
function askedSince(
  asked: Asked | null,
  root: number,
  a: PerformedAction | undefined,
  b: PerformedAction | undefined,
): Asked | null {
  const [before, now] = [toolCallsOf(a), toolCallsOf(b)]
  const isSame = JSON.stringify(before) === JSON.stringify(now)
  if (isSame && !asked) return null
  const add = (
    calls: AskedCalls | undefined,
    action: PerformedAction | undefined,
    own: string[],
  ) =>
    action === undefined
      ? (calls ?? { text: '', goesOn: false })
      : { text: `${calls?.text ?? ''}${own.join('\n')}\n`, goesOn: own.length > 0 }
  return {
    root: asked?.root ?? root,
    base: add(asked?.base, a, before),
    head: add(asked?.head, b, now),
  }
}

/** What an answer of a model asks for: names and arguments, without the ids. */
function toolCallsOf(action: PerformedAction | undefined): string[] {
  const output = action?.output
  if (!isJsonObject(output) || !Array.isArray(output['toolCalls'])) return []
  return output['toolCalls'].map((call) =>
    isJsonObject(call) ? JSON.stringify([call['name'] ?? null, call['arguments'] ?? null]) : '',
  )
}

function leavesOf(value: JsonValue | undefined): string[] {
  if (value === null || value === undefined) return []
  if (typeof value === 'object')
    return Object.values(value).flatMap((part) => leavesOf(part as JsonValue))
  return [String(value)]
}

function byIndex({ actions }: PerformedRun): Map<number, PerformedAction> {
  return new Map(actions.map((action) => [action.index, action]))
}
