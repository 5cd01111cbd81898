/** A step of a run, as it is judged: who made it matters less than what it is. */
export interface JudgedStep {
  index: number
  /** A decision of an agent, the result of what it asked for, an order of a coordinator, its bookkeeping, or the task. */
  kind: 'decision' | 'result' | 'order' | 'control' | 'task'
  /** The decision has something executed: it holds code, or calls tools. */
  executes: boolean
  text: string
}

/** A fact that speaks for a step having decided a failure. */
export type SuspectReason =
  'executes' | 'result_failed' | 'assumes' | 'states_result' | 'early_decision' | 'last_decision'

/** A step with its weight and what speaks for it. */
export interface RankedStep {
  index: number
  weight: number
  reasons: SuspectReason[]
}

/**
 * The weights of what speaks for a step, and against it. They were fitted to one half of the public runs that
 * `npm run test:attribution` reads, and are rounded to tenths; the other half only measures them.
 */
const WEIGHTS = {
  kind: { decision: 0.5, result: -0.5, order: -0.5, control: -0.4, task: -0.1 },
  executes: 0.8,
  executesAtOnce: 0.6,
  talksAtOnce: -0.2,
  resultFailed: 0.3,
  assumes: 0.4,
  statesResult: 0.5,
  short: -0.4,
  /** By the number of decisions before it. */
  order: [0.3, 0.4, -0.3, 0],
  coordinated: { decision: 1, order: [0.2, 0.3, 1, -0.2, -0.3], last: 0.6 },
}

const LONG_STATEMENT = 250
const SHORT_STATEMENT = 120

const FAILED =
  /exitcode: [1-9]|Traceback \(most recent|\b\w*Error:|execution failed|\bstatus [45]\d\d\b/
const ASSUMES =
  /\bassum|hypothetical|simulat|placeholder|sample data|for demonstration|mock|for example purposes|manually (?:identify|verify|check|review)|estimate/i
const GOODBYE = /^\s*TERMINATE/

/**
 * Ranks the steps of a failed run by how likely each decided that it failed, the likeliest first. Errors show one step later
 * than the decision that leads to them, and a run goes wrong early more often than late.
 */
export function rankSteps(steps: readonly JudgedStep[]): RankedStep[] {
  const decisions = steps.filter(({ kind, text }) => kind === 'decision' && !GOODBYE.test(text))
  const isCoordinated = steps.some(({ kind }) => kind === 'order' || kind === 'control')
  const ranked = steps.map((step, at) => {
    const place = decisions.indexOf(step)
    const found: Array<[weight: number, reason?: SuspectReason]> =
      step.kind !== 'decision'
        ? []
        : isCoordinated
          ? ofCoordinated(place, decisions.length)
          : ofDecision(step, { place, before: at, next: steps[at + 1] })
    const base =
      isCoordinated && step.kind === 'decision'
        ? WEIGHTS.coordinated.decision
        : WEIGHTS.kind[step.kind]
    return {
      index: step.index,
      weight: found.reduce((sum, [weight]) => sum + weight, base),
      reasons: found.flatMap(([, reason]) => reason ?? []),
    }
  })
  return ranked.sort((a, b) => b.weight - a.weight)
}

/** @note Of a conversation under a coordinator the texts say little: which of its decisions it is says more. */
function ofCoordinated(place: number, count: number): Array<[number, SuspectReason?]> {
  const { order, last } = WEIGHTS.coordinated
  return [
    [order[place === -1 ? order.length - 1 : Math.min(place, order.length - 1)]!, 'early_decision'],
    ...(place === count - 1 ? [[last, 'last_decision'] as [number, SuspectReason]] : []),
  ]
}

function ofDecision(
  { executes, text }: JudgedStep,
  { place, before, next }: { place: number; before: number; next: JudgedStep | undefined },
): Array<[number, SuspectReason?]> {
  const { order } = WEIGHTS
  const isFirst = before === 0
  const weight = order[place === -1 ? order.length - 1 : Math.min(place, order.length - 1)]!
  const found: Array<[number, SuspectReason?]> = [
    weight > 0 ? [weight, 'early_decision'] : [weight],
  ]
  if (executes) found.push([WEIGHTS.executes, 'executes'])
  if (isFirst) found.push([executes ? WEIGHTS.executesAtOnce : WEIGHTS.talksAtOnce])
  if (next?.kind === 'result' && FAILED.test(next.text))
    found.push([WEIGHTS.resultFailed, 'result_failed'])
  if (!isFirst && ASSUMES.test(text)) found.push([WEIGHTS.assumes, 'assumes'])
  if (!isFirst && !executes && text.length > LONG_STATEMENT)
    found.push([WEIGHTS.statesResult, 'states_result'])
  if (text.length < SHORT_STATEMENT && !executes) found.push([WEIGHTS.short])
  return found
}
