import { liftOptions } from '../../core/policy/lift-options.ts'
import { Policy } from '../../core/policy/policy.ts'
import type { PolicyRule } from '../../core/policy/policy-rule.ts'
import { readPolicy } from '../../core/policy/read-policy.ts'
import { telemetryRules } from '../../core/policy/telemetry-endpoints.ts'
import type { RunOptions } from '../../core/options/run-options.ts'
import { sharedState } from '../context/test-context.ts'

/** Makes the policy of one pass: what is built in, the older options, the plugin's rules and the call's, in this order. */
export function policyOf(
  { live, policy }: Pick<RunOptions, 'live' | 'policy'>,
  pass: { isReplay: boolean; isFurther: boolean },
): Policy {
  const plugin = sharedState.file!.options
  const rules = [
    ...telemetryRules(process.env),
    ...liftOptions({ passthrough: plugin.passthrough, live: pass.isReplay ? live : [] }),
    ...readPolicy(plugin.policy, 'plugin'),
    ...readPolicy(policy, 'call'),
  ]
  return new Policy(pass.isFurther ? rules.filter((rule) => !isPaidAgain(rule)) : rules)
}

/** Once more for real would cost once more: a further replay asks nobody. */
function isPaidAgain({ kind, effect, origin }: PolicyRule): boolean {
  return effect === 'execute' && (origin === 'live' || kind === 'http' || kind === 'llm')
}
