import type { ActionType } from '../../core/cassette/schema.ts'
import { findRuleProblem } from '../../core/divergence/differences/tolerance-rules.ts'
import { ReplayError } from '../../core/errors.ts'
import { readMatchRules } from '../../core/matching/match-options.ts'
import type { OptionProblem } from '../../core/options/explain-options.ts'
import { editDistance } from '../../core/options/nearest-name.ts'
import { findHeaderProblem } from '../../core/options/find-header-problem.ts'
import { findPolicyProblem } from '../../core/policy/read-policy.ts'
import type { RunOptions } from '../../core/options/run-options.ts'
import { isRunOptions } from '../../protocol/option-checks.ts'

/**
 * Refuses an option that is misspelt or of the wrong kind, before anything runs. What is wrong with one is looked for only
 * then: it takes zod, which costs a test file tens of milliseconds.
 *
 * @throws ReplayError `OPTION_INVALID`
 */
export async function checkRunOptions(options: RunOptions): Promise<void> {
  const isValid = isRunOptions(options)
  // Rules have conditions between their fields; their own readers say more than a schema can.
  if (typeof options === 'object' && options !== null) checkRules(options)
  if (isValid) return
  const { explainRunOptions } = await import('./explain-run-options.ts')
  throw invalid(explainRunOptions(options))
}

function checkRules({ compare, match, policy, live, actions }: RunOptions): void {
  const problem =
    findPolicyProblem(policy) ?? (compare === undefined ? undefined : findRuleProblem(compare))
  if (problem) throw invalid(problem)
  if (typeof match === 'object' && match !== null) {
    readMatchRules(match, 'call')
    const header = findHeaderProblem(match.headers, 'match.headers', 'compared')
    if (header) throw invalid(header)
  }
  const misspelt = Array.isArray(live) ? findMisspeltKind(live, actions) : undefined
  if (misspelt) throw invalid(misspelt)
}

const KINDS = Object.keys({
  llm: 1,
  http: 1,
  tool: 1,
  step: 1,
  process: 1,
  approval: 1,
  websocket: 1,
  mcp: 1,
} satisfies Record<ActionType, 1>)

/** Finds a name that differs from a kind by one letter, where no action is known to have it. */
function findMisspeltKind(
  live: readonly string[],
  actions: RunOptions['actions'],
): OptionProblem | undefined {
  for (const [index, name] of live.entries()) {
    const near = KINDS.find((kind) => editDistance(String(name), kind) === 1)
    if (near !== undefined && !Object.hasOwn(actions ?? {}, name))
      return {
        field: `live[${index}]`,
        reason: `is ${JSON.stringify(name)}, which is neither a kind nor named in "actions"`,
        remedy: `Did you mean "${near}"?`,
      }
  }
  return undefined
}

function invalid({ field, reason, remedy }: OptionProblem): ReplayError {
  return new ReplayError('OPTION_INVALID', {
    attempted: 'Failed to start replayRun()',
    reason: field === '' ? `the argument "options" ${reason}` : `the option "${field}" ${reason}`,
    remedy,
    location: { field },
  })
}
