import type { Divergence } from '../../divergence/schema.ts'
import type { JsonValue } from '../../json.ts'
import { asAnswer } from '../../report/action-codec/exchange.ts'
import type { PerformedAction, PerformedRun } from '../runs/performed-run.ts'

/** The calls that a model's changed answers asked for in either run, and the divergence that changed them. */
interface Asked {
  root: number
  base: AskedCalls
  head: AskedCalls
}

interface AskedCalls {
  /** Names and arguments of the calls that were asked for. */
  calls: readonly string[]
  /** Times that this run alone made each call, by name and values of its inputs. */
  made: Map<string, number>
  /** The last answer asked for a call: the model is called again with the result. */
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
  /** Calls that were made once more than they were asked for. */
  const alone = new Set<number>()
  const known = new Map(divergences.map((divergence) => [divergence.index, divergence]))
  let asked: Asked | null = null
  for (const divergence of divergences) {
    const a = before.get(divergence.recordedIndex ?? -1)
    const b = now.get(divergence.replayedIndex ?? -1)
    const isFolded = !divergence.firstCause && roots.has(divergence.causedBy ?? -1)
    if (asked && (divergence.firstCause || isFolded)) {
      const account = accountFor(asked, a, b)
      if (account === 'asked_for') roots.set(divergence.index, known.get(asked.root)!)
      if (account === 'too_often' && isFolded) alone.add(divergence.index)
    }
    if ((a ?? b)?.type === 'llm')
      asked = askedSince(asked, rootOf(divergence), answered(a), answered(b))
  }
  if (roots.size === 0) return [...divergences]
  return divergences.map((divergence) => {
    if (alone.has(divergence.index))
      return { ...divergence, firstCause: true, causedBy: null, cause: causeOf(divergence) }
    const root = roots.get(divergence.causedBy ?? divergence.index)
    if (!root) return divergence
    return { ...divergence, firstCause: false, causedBy: root.index, cause: root.cause }
  })
}

function causeOf({ kind }: Divergence): Divergence['cause'] {
  return kind === 'missing_action' ? 'missing_call' : 'extra_call'
}

/** Looks for a call that one run alone makes among those that its model asked for. */
function accountFor(
  { base, head }: Asked,
  a: PerformedAction | undefined,
  b: PerformedAction | undefined,
): 'asked_for' | 'too_often' | 'not_known' {
  // A call that both runs make is none of the model's doing.
  if (a && b) return 'not_known'
  const [action, side] = a ? ([a, base] as const) : ([b, head] as const)
  if (!action) return 'not_known'
  if (action.type === 'llm') return side.goesOn ? 'asked_for' : 'not_known'
  const values = leavesOf(action.asked?.body)
  if (values.length === 0) return 'not_known'
  // Calls beyond those that the model asked for are made by the code.
  const key = JSON.stringify([action.name, ...values])
  const made = (side.made.get(key) ?? 0) + 1
  side.made.set(key, made)
  const asked = side.calls.filter((call) => values.every((value) => call.includes(value)))
  if (asked.length === 0) return 'not_known'
  return made <= asked.length ? 'asked_for' : 'too_often'
}

/** Adds the answers of one more call of the model on either side to what was asked for so far. */
function askedSince(
  asked: Asked | null,
  root: number,
  a: PerformedAction | undefined,
  b: PerformedAction | undefined,
): Asked | null {
  const [before, now] = [toolCallsOf(a), toolCallsOf(b)]
  if (!asked && JSON.stringify(before) === JSON.stringify(now)) return null
  const { base, head } = asked ?? { base: NOTHING, head: NOTHING }
  return {
    root: asked?.root ?? root,
    base: a ? addCalls(base, before) : base,
    head: b ? addCalls(head, now) : head,
  }
}

/** A call that was refused said nothing, and is made again. */
function answered(action: PerformedAction | undefined): PerformedAction | undefined {
  const isRefused = action && (action.outcome !== 'success' || (action.status ?? 0) >= 400)
  return isRefused ? undefined : action
}

const NOTHING: AskedCalls = { calls: [], made: new Map(), goesOn: false }

function addCalls({ calls, made }: AskedCalls, more: readonly string[]): AskedCalls {
  return { calls: [...calls, ...more], made: new Map(made), goesOn: more.length > 0 }
}

/** Lists the tools that an answer of a model asks for: names and arguments, without the ids. */
function toolCallsOf(action: PerformedAction | undefined): string[] {
  const calls = asAnswer(action?.output)?.toolCalls ?? []
  return calls.map(({ name, arguments: inputs }) => JSON.stringify([name, inputs ?? null]))
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
