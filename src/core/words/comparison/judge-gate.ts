import { evaluateGate } from '../../comparison/gate/evaluate-gate.ts'
import type { Comparison, Gate } from '../../report/comparison-schema.ts'
import { describeGate } from './describe-gate.ts'

/**
 * Evaluates a comparison by rules such as `regressed` and `cost>+10%`, the same as those of `--fail-on`. Missing is not
 * passing: a head without runs fails every rule.
 *
 * @example
 * judgeGate(comparison, ['regressed', 'matchRate<1']).passed // false
 */
export function judgeGate(comparison: Comparison, rules: readonly string[]): Gate {
  return describeGate(evaluateGate(comparison, rules), comparison)
}
