import { answerTime } from '../../cassette/answer-time.ts'
import type { Recording, Replay } from '../runs/performed-run.ts'
import { isReplay } from './execution-facts.ts'
import { performedToolCalls } from '../runs/tool-calls.ts'

/** The calls of one model or one tool in one execution. */
export interface PartFacts {
  calls: number
  errors: number
  repeated: number
  /** Milliseconds until each call had its answer; empty in a replay, which measures none. */
  durations: number[]
  /** `null` where a call's is not known, and in a replay. */
  tokens: number | null
  costUsd: number | null
}

/** Sums up the calls of each model in an execution. */
export function modelFacts(execution: Recording | Replay): Map<string, PartFacts> {
  return tally(execution, 'llm', ({ llm }) => llm?.model ?? null)
}

/** Sums up the calls of each wrapped tool in an execution. */
export function toolFacts(execution: Recording | Replay): Map<string, PartFacts> {
  const facts = tally(execution, 'tool', ({ name }) => name)
  // Inputs are read only where some call repeats another.
  if (execution.repeatedToolCalls === 0) return facts
  const seen = new Set<string>()
  for (const { name, key } of performedToolCalls(execution.actions)) {
    const call = JSON.stringify([name, key])
    const part = facts.get(name)
    if (part && seen.has(call)) part.repeated++
    seen.add(call)
  }
  return facts
}

function tally(
  execution: Recording | Replay,
  type: string,
  nameOf: (action: Recording['actions'][number]) => string | null,
): Map<string, PartFacts> {
  const parts = new Map<string, PartFacts>()
  const isLive = !isReplay(execution)
  for (const action of execution.actions) {
    const name = action.type === type ? nameOf(action) : null
    if (name === null) continue
    const part = parts.get(name) ?? nothing(isLive)
    parts.set(name, part)
    part.calls++
    if (action.outcome === 'error') part.errors++
    if (!isLive) continue
    part.durations.push(answerTime(action))
    part.tokens = add(part.tokens, tokensOf(action.llm?.usage))
    part.costUsd = add(part.costUsd, action.llm?.costUsd ?? null)
  }
  return parts
}

/** The facts of a part without calls: no tokens and no cost. */
export function nothing(isLive: boolean): PartFacts {
  const amount = isLive ? 0 : null
  return { calls: 0, errors: 0, repeated: 0, durations: [], tokens: amount, costUsd: amount }
}

function add(sum: number | null, amount: number | null): number | null {
  return sum === null || amount === null ? null : sum + amount
}

function tokensOf(
  usage: { inputTokens: number | null; outputTokens: number | null } | null | undefined,
): number | null {
  if (!usage || usage.inputTokens === null || usage.outputTokens === null) return null
  return usage.inputTokens + usage.outputTokens
}
