import { judgeGate } from '../../../../src/core/words/comparison/judge-gate.ts'
import type { Comparison } from '../../../../src/core/report/comparison-schema.ts'
import type { AgentRun } from '../build-agent-run.ts'
import { buildComparison } from '../build-comparison.ts'
import { recordedAnew, replayed, type Sides } from '../build-sides.ts'
import { REFUND } from '../full-comparison.ts'

/** An agent that answers at once: what its only model call takes is what its run takes. */
export const ANSWER: AgentRun = { question: 'Who are you?', answer: 'An agent.' }

/** An agent whose second tool fails. */
export const REFUSED: AgentRun = {
  ...REFUND,
  calls: [
    REFUND.calls![0]!,
    { ...REFUND.calls![1]!, error: { name: 'Error', message: 'no budget' } },
  ],
}

/** A rule's result in words, with the names of runs. */
export function judge(comparison: Comparison, rule: string) {
  const { failures, notes: _codes, ...result } = judgeGate(comparison, [rule]).rules[0]!
  const nameOf = (id: string | null) =>
    id === null ? null : comparison.runs.find((run) => run.id === id)!.name
  return { ...result, failures: failures.map(({ run, what }) => ({ run: nameOf(run), what })) }
}

/** The same for a comparison of these runs. */
export const judgeRuns = (runs: readonly Sides[], rule: string) =>
  judge(buildComparison(runs), rule)

/** A run that was recorded anew, with other prices. */
export const priced = (name: string, base: number | null, head: number | null, run = ANSWER) =>
  recordedAnew(name, { ...run, costUsd: base }, { ...run, costUsd: head })

/** A replay that was interrupted before anything could be measured. */
export const CUT_OFF = replayed('a', REFUND, REFUND, { status: 'interrupted', matchRate: null })
