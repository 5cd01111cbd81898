import type { Comparison, Gate } from '../../../core/report/comparison-schema.ts'

/** A rule of the gate and its result. */
export interface GateRow {
  rule: string
  result: 'failed' | 'passed' | 'not applicable'
  /** The failures, and the note of the rule, such as the reason why it does not apply. */
  on: string[]
  /** The number of failures that are not listed. */
  more: number
}

const RANK = { failed: 0, not_applicable: 1, passed: 2 }

/** The rules of a gate, failed ones first, with the names of the runs they failed on. */
export function gateRows(gate: Gate, runs: Comparison['runs'], maxFailures: number): GateRow[] {
  const names = new Map(runs.map(({ id, name }) => [id, name]))
  return [...gate.rules]
    .sort((a, b) => RANK[a.result] - RANK[b.result])
    .map(({ rule, result, failures, note }) => ({
      rule,
      result: result === 'not_applicable' ? 'not applicable' : result,
      on: [
        ...failures
          .slice(0, maxFailures)
          .map(({ run, what }) => (run === null ? what : `${names.get(run) ?? run}: ${what}`)),
        ...(note === null ? [] : [note]),
      ],
      more: Math.max(0, failures.length - maxFailures),
    }))
}
